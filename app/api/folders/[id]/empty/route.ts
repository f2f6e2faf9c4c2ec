import { route } from '@/lib/http/route';
import { emptyFolder } from '@/lib/services/change-folders';

export const POST = route({}, ({ userId, id }) => emptyFolder(userId, id('id')));
