// Accounts: a person's mail address, the servers behind it, its sealed password, and how it is reached just now.
import type { Account, AccountState } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { recordChange } from './changes';
import { type Db, transaction } from './db';
import { forgetTexts } from './message-text';

interface Server {
  host: string;
  port: number;
  security: 'tls' | 'starttls';
}

/** An account with all that the engines need; `secret` is sealed (lib/runtime/vault.ts). */
export interface AccountRow {
  id: number;
  userId: number;
  address: string;
  name: string;
  username: string;
  imap: Server;
  smtp: Server;
  secret: string;
  state: AccountState;
  stateText: string | null;
  retryAt: number | null;
}

/** What makes an account. */
export type NewAccount = Pick<AccountRow, 'address' | 'name' | 'username' | 'imap' | 'smtp' | 'secret'>;

const rows = (db: Db) => db.selectFrom('account').selectAll();
type Columns = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>;

const account = (row: Columns): AccountRow => ({
  id: row.id,
  userId: row.user_id,
  address: row.address,
  name: row.name,
  username: row.username,
  imap: { host: row.imap_host, port: row.imap_port, security: row.imap_security as Server['security'] },
  smtp: { host: row.smtp_host, port: row.smtp_port, security: row.smtp_security as Server['security'] },
  secret: row.secret,
  state: row.state as AccountState,
  stateText: row.state_text,
  retryAt: row.retry_at,
});

/** The account that this log-in on this IMAP server made before, if any. */
export async function findAccount(
  db: Db,
  host: string,
  port: number,
  username: string,
): Promise<AccountRow | null> {
  const row = await rows(db)
    .where('imap_host', '=', host)
    .where('imap_port', '=', port)
    .where('username', '=', username)
    .executeTakeFirst();
  return row ? account(row) : null;
}

/** Makes an account and the person who owns it. */
export function createAccount(db: Db, fresh: NewAccount): Promise<AccountRow> {
  return transaction(db, async (t) => {
    const now = Date.now();
    const user = await t
      .insertInto('user')
      .values({ created_at: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    const row = await t
      .insertInto('account')
      .values({
        user_id: user.id,
        address: fresh.address,
        name: fresh.name,
        username: fresh.username,
        imap_host: fresh.imap.host,
        imap_port: fresh.imap.port,
        imap_security: fresh.imap.security,
        smtp_host: fresh.smtp.host,
        smtp_port: fresh.smtp.port,
        smtp_security: fresh.smtp.security,
        secret: fresh.secret,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return account(row);
  });
}

/** Replaces the password or the sending server, after a log-in that proved them. */
export async function updateAccount(
  db: Db,
  accountId: number,
  patch: { secret?: string; smtp?: Server; address?: string },
): Promise<void> {
  await db
    .updateTable('account')
    .set({
      ...(patch.secret ? { secret: patch.secret } : {}),
      ...(patch.address ? { address: patch.address } : {}),
      ...(patch.smtp
        ? { smtp_host: patch.smtp.host, smtp_port: patch.smtp.port, smtp_security: patch.smtp.security }
        : {}),
    })
    .where('id', '=', accountId)
    .execute();
}

/** One account of this person. Throws 'not found'. */
export async function getAccount(db: Db, userId: number, accountId: number): Promise<AccountRow> {
  const row = await rows(db).where('id', '=', accountId).where('user_id', '=', userId).executeTakeFirst();
  if (!row) throw notFound('account');
  return account(row);
}

/** For engines, which act for everybody: any account by id. */
export async function getAccountById(db: Db, accountId: number): Promise<AccountRow | null> {
  const row = await rows(db).where('id', '=', accountId).executeTakeFirst();
  return row ? account(row) : null;
}

/** This person's accounts as the browser sees them. */
export async function listAccounts(db: Db, userId: number): Promise<Account[]> {
  const found = await rows(db).where('user_id', '=', userId).orderBy('id').execute();
  return found.map((row) => ({
    id: row.id,
    address: row.address,
    name: row.name,
    state: row.state as AccountState,
    stateText: row.state_text,
    retryAt: row.retry_at,
  }));
}

/** For the engines' start: every account. */
export async function listAllAccountIds(db: Db): Promise<number[]> {
  const found = await db.selectFrom('account').select('id').execute();
  return found.map(({ id }) => id);
}

/** Notes how the server is reached now; tells the browsers when that is news. */
export function setAccountState(
  db: Db,
  accountId: number,
  state: AccountState,
  stateText: string | null,
  retryAt: number | null,
): Promise<void> {
  return transaction(db, async (t) => {
    const before = await getAccountById(t, accountId);
    if (!before) return;
    if (before.state === state && before.stateText === stateText && before.retryAt === retryAt) return;
    await t
      .updateTable('account')
      .set({ state, state_text: stateText, retry_at: retryAt })
      .where('id', '=', accountId)
      .execute();
    await recordChange(t, before.userId, { kind: 'account', accountId });
  });
}

/** Erases a person and all they have here. `files` are the paths of uploads and queued messages, to be unlinked. */
export function removeUser(db: Db, userId: number): Promise<{ files: string[] }> {
  return transaction(db, async (t) => {
    const uploads = await t.selectFrom('upload').select('path').where('user_id', '=', userId).execute();
    const queued = await t.selectFrom('outbox').select('path').where('user_id', '=', userId).execute();
    const accounts = t.selectFrom('account').select('id').where('user_id', '=', userId);
    const texts = await t.selectFrom('message').select('id').where('account_id', 'in', accounts).execute();
    await forgetTexts(
      t,
      texts.map(({ id }) => id),
    );
    await t.deleteFrom('message').where('account_id', 'in', accounts).execute();
    await t.deleteFrom('user').where('id', '=', userId).execute();
    return { files: [...uploads, ...queued].map(({ path }) => path) };
  });
}
