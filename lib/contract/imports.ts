// The shapes of importing mail: a file is announced, sent in pieces, then read into a folder.
import { z } from 'zod';

const id = z.number().int().positive();

/** Announces a file. */
export const ImportStart = z.object({
  folderId: id,
  name: z.string().trim().min(1).max(300),
  size: z
    .number()
    .int()
    .min(1, 'This file is empty.')
    .max(50 * 1024 ** 3, 'This file is too large: an import takes up to 50 GB.'),
});
export type ImportStart = z.infer<typeof ImportStart>;

/** 'receiving': the file is on its way; 'running': it is read; 'failed': `error` says why, nothing more will come of it. */
export const ImportState = z.enum(['receiving', 'running', 'done', 'failed']);

/** One import. `position` of `total`: octets of an mbox file, entries of a zip file. */
export const ImportJob = z.object({
  id,
  folderId: id,
  name: z.string(),
  state: ImportState,
  size: z.number().int(),
  received: z.number().int(),
  position: z.number().int(),
  total: z.number().int(),
  added: z.number().int(),
  doubles: z.number().int(),
  failed: z.number().int(),
  error: z.string().nullable(),
});
export type ImportJob = z.infer<typeof ImportJob>;
