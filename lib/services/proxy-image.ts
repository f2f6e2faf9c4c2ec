// Fetches a remote image for a reader: through the guarded fetcher, and only what is an image.
import { AppError } from '@/lib/errors';
import { guardedFetch } from '@/lib/providers/network/guarded-fetch';

const BOUNDS = { accept: 'image/*', maxOctets: 10 * 1024 * 1024, timeoutMs: 10_000, maxRedirects: 3 };
const TYPES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
]);

const refused = () =>
  new AppError('bad-request', { userMessage: 'This image cannot be shown.', field: 'url' });

/** The image's octets and type. Throws 'bad request' for anything that is not a public image. */
export async function proxyImage(address: string): Promise<{ bytes: Buffer; type: string }> {
  const { status, bytes, type } = await guardedFetch(address, BOUNDS).catch(() => {
    throw refused();
  });
  if (status !== 200 || !TYPES.has(type)) throw refused();
  return { bytes, type };
}
