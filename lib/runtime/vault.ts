// Keeps mail passwords readable only with APP_SECRET: AES-256-GCM with a key derived by HKDF-SHA-256.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { env } from './env';
import { once } from './once';

const VERSION = 'v1';
const key = () =>
  once('vault-key', () =>
    Buffer.from(hkdfSync('sha256', env().APP_SECRET, 'pennypost', 'mail passwords', 32)),
  );

/**
 * What a sealed text is for: it opens for nothing else, so that what a page shows or a browser brings back is never a way to open a
 * password.
 */
export type Use = '' | 'shown on a page' | 'adding an account' | 'undoing';

/** Encrypts `plain`; the answer is text (version, nonce, tag, ciphertext) that only this APP_SECRET opens, and only for this use. */
export function seal(plain: string, use: Use = ''): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), nonce).setAAD(Buffer.from(use));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return [VERSION, nonce, cipher.getAuthTag(), sealed]
    .map((piece) => (typeof piece === 'string' ? piece : piece.toString('base64url')))
    .join('.');
}

/** Opens what `seal` made. Throws when the text was altered, is for another use, or APP_SECRET is another one. */
export function unseal(text: string, use: Use = ''): string {
  const [version, nonce, tag, sealed] = text.split('.');
  if (version !== VERSION || !nonce || !tag || sealed === undefined)
    throw new Error('This is not a sealed secret.');
  const decipher = createDecipheriv('aes-256-gcm', key(), Buffer.from(nonce, 'base64url'), {
    authTagLength: 16,
  });
  decipher.setAAD(Buffer.from(use)).setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString(
    'utf8',
  );
}
