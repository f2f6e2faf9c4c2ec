import { Readable } from 'node:stream';
import { z } from 'zod';
import { route } from '@/lib/http/route';
import { cancelImport, getImport, receivePiece } from '@/lib/services/imports';

const query = z.object({ offset: z.coerce.number().int().min(0) });

export const GET = route({}, ({ userId, id }) => getImport(userId, id('id')));

export const PUT = route({ query }, ({ userId, id, request, query: { offset } }) =>
  receivePiece(
    userId,
    id('id'),
    offset,
    request.body
      ? Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
      : Readable.from([]),
  ),
);

export const DELETE = route({}, async ({ userId, id }) => {
  await cancelImport(userId, id('id'));
});
