// A folder for taking away: mbox or zip of .eml, as a stream with its file name.
import type { Readable } from 'node:stream';
import { safeFileName } from '@/lib/mime/clean-text';
import { store } from '@/lib/store/db';
import { getFolder } from '@/lib/store/folders';
import { exportMbox, exportZip } from '@/lib/sync/export-folder';

/** Throws 'not found' for a folder of somebody else. */
export async function exportFolder(
  userId: number,
  folderId: number,
  format: 'mbox' | 'zip',
): Promise<{ name: string; stream: Readable }> {
  const db = await store();
  const folder = await getFolder(db, userId, folderId);
  const stream = format === 'mbox' ? exportMbox(db, userId, folderId) : exportZip(db, userId, folderId);
  return { name: safeFileName(`${folder.name}.${format}`, 'application/octet-stream', '1'), stream };
}
