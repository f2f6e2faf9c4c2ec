// What a person writes as; signatures are made harmless before they are kept.
import type { Identity, IdentityCreate, IdentityPatch } from '@/lib/contract/accounts';
import { sanitizeHtml } from '@/lib/mime/sanitize-html';
import { store } from '@/lib/store/db';
import * as table from '@/lib/store/identities';

const clean = (html: string | null) =>
  html === null || html.trim() === ''
    ? null
    : sanitizeHtml(html, { images: 'blocked', cidUrl: () => null, proxyUrl: () => '' }).html;

/** Adds one to an account of this person. */
export async function createIdentity(
  userId: number,
  accountId: number,
  fresh: IdentityCreate,
): Promise<Identity> {
  const signatureHtml = clean(fresh.signatureHtml);
  return table.createIdentity(await store(), userId, accountId, { ...fresh, signatureHtml });
}

/** Changes one. */
export async function updateIdentity(userId: number, id: number, patch: IdentityPatch): Promise<Identity> {
  const { signatureHtml } = patch;
  return table.updateIdentity(await store(), userId, id, {
    ...patch,
    ...(signatureHtml === undefined ? {} : { signatureHtml: clean(signatureHtml) }),
  });
}

/** Removes one; an account keeps at least one. */
export async function removeIdentity(userId: number, id: number): Promise<void> {
  await table.removeIdentity(await store(), userId, id);
}
