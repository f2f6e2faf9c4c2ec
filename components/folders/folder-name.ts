// What a folder is called: special ones by what they are for, others by their own name.
import { t } from '@/components/messages/en';
import type { Folder } from '@/lib/contract/mail';

export const folderName = (folder: Pick<Folder, 'role' | 'name'>): string =>
  folder.role ? t.folders.roles[folder.role] : folder.name;
