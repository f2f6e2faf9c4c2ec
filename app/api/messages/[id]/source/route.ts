import { Readable } from 'node:stream';
import { route } from '@/lib/http/route';
import { openSource } from '@/lib/services/read-message';

export const GET = route({}, async ({ userId, id }) => {
  const stream = await openSource(userId, id('id'));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
});
