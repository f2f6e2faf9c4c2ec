import { route } from '@/lib/http/route';
import { listVersions } from '@/lib/services/draft-history';

export const GET = route({}, ({ userId, param }) => listVersions(userId, param('key')));
