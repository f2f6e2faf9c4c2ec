import { Readable } from 'node:stream';
import { z } from 'zod';
import { route } from '@/lib/http/route';
import { addPiece, removeUpload, uploadProgress } from '@/lib/services/uploads';

const query = z.object({ offset: z.coerce.number().int().nonnegative() });

export const GET = route({}, ({ userId, param }) => uploadProgress(userId, param('id')));

export const PUT = route({ query }, ({ userId, request, param, query: { offset } }) =>
  addPiece(
    userId,
    param('id'),
    offset,
    request.body
      ? Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
      : Readable.from([]),
  ),
);

export const DELETE = route({}, ({ userId, param }) => removeUpload(userId, param('id')));
