import { FolderCreate } from '@/lib/contract/mail';
import { route } from '@/lib/http/route';
import { createFolder } from '@/lib/services/change-folders';
import { listFolders } from '@/lib/services/list-folders';

export const GET = route({}, ({ userId }) => listFolders(userId));

export const POST = route({ body: FolderCreate }, ({ userId, body }) => createFolder(userId, body));
