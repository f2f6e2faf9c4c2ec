// What of an attached file is shown in place.
import { z } from 'zod';
import { Address } from './mail';

/** `isCut`: the file goes on, or holds more than is shown. */
export const FilePreview = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), isCut: z.boolean() }),
  z.object({ kind: z.literal('table'), rows: z.array(z.array(z.string())), isCut: z.boolean() }),
  z.object({
    kind: z.literal('message'),
    subject: z.string(),
    from: z.array(Address),
    to: z.array(Address),
    cc: z.array(Address),
    /** Epoch ms; null when the message does not say. */
    date: z.number().nullable(),
    text: z.string(),
    /** Names of the files in it. */
    files: z.array(z.string()),
    isCut: z.boolean(),
  }),
]);
export type FilePreview = z.infer<typeof FilePreview>;
