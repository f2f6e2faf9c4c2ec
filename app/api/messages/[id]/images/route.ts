import { z } from 'zod';
import { isAppError } from '@/lib/errors';
import { route } from '@/lib/http/route';
import { missingImage } from '@/lib/mime/missing-image';
import { proxyImage } from '@/lib/services/proxy-image';
import { mustOwnMessage } from '@/lib/services/read-message';

const query = z.object({ url: z.string().max(8000), words: z.string().max(200).optional() });

export const GET = route({ query }, async ({ userId, id, query: { url, words } }) => {
  await mustOwnMessage(userId, id('id'));
  try {
    const { bytes, type } = await proxyImage(url);
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': type,
        'content-security-policy': "sandbox; default-src 'none'",
        'cache-control': 'private, max-age=86400',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (error) {
    // A background, or a picture that says nothing, is left out without a word.
    if (!words || !isAppError(error)) throw error;
    // Shown whatever the status: a picture says more to its reader than our words in JSON.
    return new Response(missingImage(words), {
      status: error.status,
      headers: {
        'content-type': 'image/svg+xml',
        'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        'cache-control': 'no-store',
      },
    });
  }
});
