import { route } from '@/lib/http/route';
import { restoreVersion } from '@/lib/services/draft-history';

export const POST = route({}, ({ userId, param, id }) => restoreVersion(userId, param('key'), id('id')));
