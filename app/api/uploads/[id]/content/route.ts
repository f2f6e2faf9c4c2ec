import { Readable } from 'node:stream';
import { contentDisposition } from '@/lib/http/content-disposition';
import { route } from '@/lib/http/route';
import { openUpload } from '@/lib/services/uploads';

/** Pictures without scripts: what the composer shows inside a text. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export const GET = route({}, async ({ userId, param }) => {
  const { upload, stream } = await openUpload(userId, param('id'));
  const shown = SHOWN.has(upload.type);
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      'content-type': shown ? upload.type : 'application/octet-stream',
      'content-length': String(upload.size),
      'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', upload.name),
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
});
