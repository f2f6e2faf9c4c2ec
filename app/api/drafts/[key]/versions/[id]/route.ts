import { route } from '@/lib/http/route';
import { getVersion } from '@/lib/services/draft-history';

export const GET = route({}, ({ userId, param, id }) => getVersion(userId, param('key'), id('id')));
