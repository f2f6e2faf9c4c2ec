import { Readable } from 'node:stream';
import { z } from 'zod';
import { route } from '@/lib/http/route';
import { addUpload } from '@/lib/services/uploads';

const query = z.object({
  name: z.string().max(1000).default('file'),
  type: z.string().max(200).default('application/octet-stream'),
  contentId: z
    .string()
    .regex(/^[\w.@-]{1,100}$/u)
    .optional(),
});

export const POST = route({ query }, ({ userId, request, query: { contentId, ...file } }) =>
  addUpload(
    userId,
    { ...file, contentId: contentId ?? null },
    request.body
      ? Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
      : Readable.from([]),
  ),
);
