import { route } from '@/lib/http/route';
import { checkFolder } from '@/lib/services/check-folder';

export const POST = route({}, ({ userId, id }) => checkFolder(userId, id('id')));
