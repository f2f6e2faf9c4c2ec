import { FolderUpdate } from '@/lib/contract/mail';
import { route } from '@/lib/http/route';
import { deleteFolder, updateFolder } from '@/lib/services/change-folders';

export const PATCH = route({ body: FolderUpdate }, ({ userId, id, body }) =>
  updateFolder(userId, id('id'), body),
);

export const DELETE = route({}, ({ userId, id }) => deleteFolder(userId, id('id')));
