// The grant of an OAuth2 provider that an account signs in with. On disk before it counts: a renewed token may be the only one.
import { type Db, durably } from './db';

/** `secret` is sealed; `expiresAt` is the access token's end, epoch ms. */
export interface OauthGrant {
  provider: string;
  secret: string;
  expiresAt: number;
}

/** The account's grant, null for one with a password. For engines: no person is asked for. */
export async function getGrant(db: Db, accountId: number): Promise<OauthGrant | null> {
  const row = await db
    .selectFrom('oauth_grant')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row ? { provider: row.provider, secret: row.secret, expiresAt: row.expires_at } : null;
}

/** The providers of a person's accounts, by account id, where they are signed in to with one. */
export async function listGrantProviders(db: Db, userId: number): Promise<ReadonlyMap<number, string>> {
  const rows = await db
    .selectFrom('oauth_grant')
    .innerJoin('account', 'account.id', 'oauth_grant.account_id')
    .select(['account.id', 'oauth_grant.provider'])
    .where('account.user_id', '=', userId)
    .execute();
  return new Map(rows.map(({ id, provider }) => [id, provider]));
}

/** Gives the account this grant, in place of any other. */
export function saveGrant(db: Db, accountId: number, grant: OauthGrant): Promise<void> {
  const row = { provider: grant.provider, secret: grant.secret, expires_at: grant.expiresAt };
  return durably(db, async (t) => {
    await t
      .insertInto('oauth_grant')
      .values({ account_id: accountId, ...row })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
      .execute();
  });
}

/** Puts `grant` where the one with `oldSecret` is. False when that was replaced or removed meanwhile: then nothing is changed. */
export function replaceGrant(
  db: Db,
  accountId: number,
  oldSecret: string,
  grant: OauthGrant,
): Promise<boolean> {
  return durably(db, async (t) => {
    const { numUpdatedRows } = await t
      .updateTable('oauth_grant')
      .set({ provider: grant.provider, secret: grant.secret, expires_at: grant.expiresAt })
      .where('account_id', '=', accountId)
      .where('secret', '=', oldSecret)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  });
}

/** From now on the account signs in with its password. */
export async function removeGrant(db: Db, accountId: number): Promise<void> {
  await db.deleteFrom('oauth_grant').where('account_id', '=', accountId).execute();
}
