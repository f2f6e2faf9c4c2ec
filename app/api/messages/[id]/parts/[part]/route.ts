import { Readable } from 'node:stream';
import { z } from 'zod';
import { contentDisposition } from '@/lib/http/content-disposition';
import { route } from '@/lib/http/route';
import { openPart } from '@/lib/services/read-message';

/** What a browser may show in place: pictures without scripts, PDF (its viewer is a sandbox), plain text. */
const INLINE = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'application/pdf',
  'text/plain',
]);
const query = z.object({ inline: z.enum(['0', '1']).default('0') });

export const GET = route({ query }, async ({ userId, id, param, query: { inline } }) => {
  const { attachment, stream } = await openPart(userId, id('id'), param('part'));
  const shown = inline === '1' && INLINE.has(attachment.type);
  // Chromium's PDF viewer does not run in a sandboxed document; 'none' still keeps the file from loading anything.
  const policy =
    attachment.type === 'application/pdf'
      ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
      : "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'";
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      'content-type': shown || INLINE.has(attachment.type) ? attachment.type : 'application/octet-stream',
      'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', attachment.name),
      'content-security-policy': policy,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
});
