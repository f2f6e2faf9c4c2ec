import { z } from 'zod';
import { route } from '@/lib/http/route';
import { proxyImage } from '@/lib/services/proxy-image';
import { mustOwnMessage } from '@/lib/services/read-message';

const query = z.object({ url: z.string().max(8000) });

export const GET = route({ query }, async ({ userId, id, query: { url } }) => {
  await mustOwnMessage(userId, id('id'));
  const { bytes, type } = await proxyImage(url);
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, max-age=86400',
      'x-content-type-options': 'nosniff',
    },
  });
});
