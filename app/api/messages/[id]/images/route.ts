import { z } from 'zod';
import { isAppError } from '@/lib/errors';
import { route } from '@/lib/http/route';
import { MISSING_IMAGE } from '@/lib/services/missing-image';
import { proxyImage } from '@/lib/services/proxy-image';
import { mustOwnMessage } from '@/lib/services/read-message';

const query = z.object({ url: z.string().max(8000) });
const POLICY = {
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
};

export const GET = route({ query }, async ({ userId, id, query: { url } }) => {
  await mustOwnMessage(userId, id('id'));
  try {
    const { bytes, type } = await proxyImage(url);
    return new Response(new Uint8Array(bytes), {
      headers: { ...POLICY, 'content-type': type, 'cache-control': 'private, max-age=86400' },
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    // It is shown whatever the status: a picture says more to its reader than our words in JSON.
    return new Response(MISSING_IMAGE, {
      status: error.status,
      headers: { ...POLICY, 'content-type': 'image/svg+xml', 'cache-control': 'no-store' },
    });
  }
});
