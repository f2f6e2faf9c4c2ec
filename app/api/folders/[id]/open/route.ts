import { route } from '@/lib/http/route';
import { openFolder } from '@/lib/services/change-folders';

export const POST = route({}, ({ userId, id }) => openFolder(userId, id('id')));
