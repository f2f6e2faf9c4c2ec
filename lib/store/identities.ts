// What a person writes as: name, address, Reply-To and signature, several for an account, one of them its default.
import type { Identity, IdentityCreate, IdentityPatch } from '@/lib/contract/accounts';
import type { Draft } from '@/lib/contract/compose';
import { AppError, notFound } from '@/lib/errors';
import { getAccount } from './accounts';
import { recordChange } from './changes';
import { type Db, durably } from './db';

const rows = (db: Db, userId: number) =>
  db
    .selectFrom('identity')
    .innerJoin('account', 'account.id', 'identity.account_id')
    .selectAll('identity')
    .where('account.user_id', '=', userId);
type Columns = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>;

const identity = (row: Columns): Identity => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  address: row.address,
  replyTo: row.reply_to,
  signatureHtml: row.signature_html,
  signatureText: row.signature_text,
  isDefault: row.is_default === 1,
});

/** All identities of this person, those of one account together, its default first. */
export async function listIdentities(db: Db, userId: number): Promise<Identity[]> {
  const found = await rows(db, userId)
    .orderBy('identity.account_id')
    .orderBy('identity.is_default', 'desc')
    .orderBy('identity.id')
    .execute();
  return found.map(identity);
}

/** One identity of this person. Throws 'not found'. */
export async function getIdentity(db: Db, userId: number, id: number): Promise<Identity> {
  const row = await rows(db, userId).where('identity.id', '=', id).executeTakeFirst();
  if (!row) throw notFound('identity');
  return identity(row);
}

/** What mail of this account is written as, unless a person chose another one. Throws 'not found' for somebody else's account. */
export async function defaultIdentity(db: Db, userId: number, accountId: number): Promise<Identity> {
  await getAccount(db, userId, accountId);
  const row = await rows(db, userId)
    .where('account.id', '=', accountId)
    .orderBy('identity.is_default', 'desc')
    .orderBy('identity.id')
    .executeTakeFirst();
  if (!row) throw notFound('identity');
  return identity(row);
}

/** What a draft is written as: the identity that was chosen, while it is one of the draft's account; else that account's default. */
export async function identityOfDraft(
  db: Db,
  userId: number,
  { accountId, identityId }: Pick<Draft, 'accountId' | 'identityId'>,
): Promise<Identity> {
  const chosen = identityId ? await getIdentity(db, userId, identityId).catch(() => null) : null;
  return chosen?.accountId === accountId ? chosen : defaultIdentity(db, userId, accountId);
}

/** Adds an identity to an account of this person. Throws 'not found'. */
export function createIdentity(
  db: Db,
  userId: number,
  accountId: number,
  fresh: IdentityCreate,
): Promise<Identity> {
  return durably(db, async (t) => {
    await getAccount(t, userId, accountId);
    const { id } = await t
      .insertInto('identity')
      .values({ account_id: accountId, ...columns(fresh) })
      .returning('id')
      .executeTakeFirstOrThrow();
    return settle(t, userId, accountId, id, fresh.isDefault);
  });
}

/** Changes an identity of this person. Throws 'not found'. */
export function updateIdentity(db: Db, userId: number, id: number, patch: IdentityPatch): Promise<Identity> {
  return durably(db, async (t) => {
    const before = await getIdentity(t, userId, id);
    const next = { ...before, ...patch } as Identity;
    await t.updateTable('identity').set(columns(next)).where('id', '=', id).execute();
    return settle(t, userId, before.accountId, id, patch.isDefault === true);
  });
}

/** Removes an identity; an account keeps at least one. Throws 'not found', or 'bad request' for the last one. */
export function removeIdentity(db: Db, userId: number, id: number): Promise<void> {
  return durably(db, async (t) => {
    const { accountId, isDefault } = await getIdentity(t, userId, id);
    await t.deleteFrom('identity').where('id', '=', id).execute();
    const others = (await listIdentities(t, userId)).filter((one) => one.accountId === accountId);
    const next = others[0];
    if (!next)
      throw new AppError('bad-request', { userMessage: 'An account needs one identity to write as.' });
    await settle(t, userId, accountId, next.id, isDefault);
  });
}

const columns = (from: Omit<Identity, 'id' | 'accountId' | 'isDefault'>) => ({
  name: from.name,
  address: from.address,
  reply_to: from.replyTo,
  signature_html: from.signatureHtml,
  signature_text: from.signatureText,
});

/** Makes it the account's one default if asked, tells the browsers, and answers it as it is now. */
async function settle(
  db: Db,
  userId: number,
  accountId: number,
  id: number,
  isDefault: boolean,
): Promise<Identity> {
  if (isDefault) {
    await db.updateTable('identity').set({ is_default: 0 }).where('account_id', '=', accountId).execute();
    await db.updateTable('identity').set({ is_default: 1 }).where('id', '=', id).execute();
  }
  await recordChange(db, userId, { kind: 'account', accountId });
  return getIdentity(db, userId, id);
}
