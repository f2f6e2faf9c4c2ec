// The key of session cookies, derived from APP_SECRET so that it is not the key of passwords.
import { hkdfSync } from 'node:crypto';
import { env } from '@/lib/runtime/env';
import { once } from '@/lib/runtime/once';

/** What next-auth encrypts its cookie with. */
export function authSecret(): string {
  return once('auth-secret', () =>
    Buffer.from(hkdfSync('sha256', env().APP_SECRET, 'pennypost', 'session cookies', 32)).toString(
      'base64url',
    ),
  );
}
