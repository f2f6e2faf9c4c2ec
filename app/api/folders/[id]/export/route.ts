import { Readable } from 'node:stream';
import { z } from 'zod';
import { contentDisposition } from '@/lib/http/content-disposition';
import { route } from '@/lib/http/route';
import { exportFolder } from '@/lib/services/export-folder';

const query = z.object({ format: z.enum(['mbox', 'zip']) });

export const GET = route({ query }, async ({ userId, id, query: { format } }) => {
  const { name, stream } = await exportFolder(userId, id('id'), format);
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      'content-type': format === 'mbox' ? 'application/mbox' : 'application/zip',
      'content-disposition': contentDisposition('attachment', name),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
});
