import { z } from 'zod';
import { route } from '@/lib/http/route';
import { MAIL_HTML_CSP } from '@/lib/mime/html-page';
import { getHtmlPage } from '@/lib/services/read-message';

const bit = z.enum(['0', '1']).default('0');
const query = z.object({ images: bit, dark: bit });

export const GET = route({ query }, async ({ userId, id, query: { images, dark } }) => {
  const page = await getHtmlPage(userId, id('id'), { images: images === '1', dark: dark === '1' });
  return new Response(page, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': MAIL_HTML_CSP,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
});
