// Files on their way, kept in the browser: a reload or a crash goes on with them where it was.
import { readRecord, recordKeys, removeRecord, writeRecord } from './browser-store';

/** A file chosen for a draft that the server does not have whole yet. */
export interface KeptFile {
  id: string;
  draftKey: string;
  file: File;
  contentId: string | null;
  /** The server's id of what it has of the file; null before it has anything. */
  uploadId: string | null;
}

const isKeptFile = (value: unknown): value is KeptFile =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'draftKey' in value &&
  'file' in value &&
  value.file instanceof File;

/** Keeps a file until it is whole at the server. */
export function keepFile(file: KeptFile): Promise<boolean> {
  return writeRecord('files', file.id, file);
}

/** Forgets a file: it is at the server, or not wanted. */
export function forgetFile(id: string): Promise<boolean> {
  return removeRecord('files', id);
}

/** Files that an earlier page view was uploading for this draft. */
export async function keptFiles(draftKey: string): Promise<KeptFile[]> {
  const found: KeptFile[] = [];
  for (const key of await recordKeys('files')) {
    const value = await readRecord('files', key);
    if (isKeptFile(value) && value.draftKey === draftKey) found.push(value);
  }
  return found;
}
