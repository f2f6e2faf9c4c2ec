// Accounts: a person's mail address, the servers behind it, its sealed password, and how it is reached just now.
import type { Account, AccountState } from '@/lib/contract/mail';
import { ACCOUNT_COLORS } from '@/lib/contract/accounts';
import { AppError, notFound } from '@/lib/errors';
import { recordChange } from './changes';
import { type Db, transaction } from './db';
import { type OauthGrant, removeGrant, saveGrant } from './oauth-grants';
import { makeLocalAccount } from './pop3-accounts';

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
  /** What the server that mail comes from speaks. */
  protocol: 'imap' | 'pop3';
  /** The server that mail comes from; for a POP3 account that is its POP3 server. */
  imap: Server;
  smtp: Server;
  secret: string;
  state: AccountState;
  stateText: string | null;
  retryAt: number | null;
  color: number;
  paused: boolean;
  /** Signing in with it opens this person's Pennypost; off for a mailbox that others can open, too. */
  opens: boolean;
  /** The account whose SMTP server takes its mail; null: its own. */
  smtpAccountId: number | null;
}

/** What makes an account. */
export type NewAccount = Pick<AccountRow, 'address' | 'name' | 'username' | 'imap' | 'smtp' | 'secret'> & {
  /** 'imap' when absent. */
  protocol?: AccountRow['protocol'];
  /** True when absent. */
  opens?: boolean;
  /** It signs in with a provider's tokens instead of `secret`. */
  grant?: OauthGrant;
};

const rows = (db: Db) => db.selectFrom('account').selectAll();
type Columns = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>;

const account = (row: Columns): AccountRow => ({
  id: row.id,
  userId: row.user_id,
  address: row.address,
  name: row.name,
  username: row.username,
  protocol: row.protocol === 'pop3' ? 'pop3' : 'imap',
  imap: { host: row.imap_host, port: row.imap_port, security: row.imap_security as Server['security'] },
  smtp: { host: row.smtp_host, port: row.smtp_port, security: row.smtp_security as Server['security'] },
  secret: row.secret,
  state: row.state as AccountState,
  stateText: row.state_text,
  retryAt: row.retry_at,
  color: row.color,
  paused: row.paused === 1,
  opens: row.opens === 1,
  smtpAccountId: row.smtp_account_id,
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

/** Makes an account and the person who owns it; one that a second sign-in made at the same moment is answered as it is. */
export function createAccount(db: Db, fresh: NewAccount): Promise<AccountRow> {
  return transaction(db, async (t) => {
    const known = await findAccount(t, fresh.imap.host, fresh.imap.port, fresh.username);
    if (known) return known;
    const user = await t
      .insertInto('user')
      .values({ created_at: Date.now() })
      .returning('id')
      .executeTakeFirstOrThrow();
    return insertAccount(t, user.id, fresh);
  });
}

/** In the caller's transaction: one more account of this person, with its first identity and a colour of its own. */
export async function insertAccount(db: Db, userId: number, fresh: NewAccount): Promise<AccountRow> {
  const others = await listAccounts(db, userId);
  const free = Array.from({ length: ACCOUNT_COLORS }, (_, color) => color).find(
    (color) => !others.some((other) => other.color === color),
  );
  const row = await db
    .insertInto('account')
    .values({
      user_id: userId,
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
      protocol: fresh.protocol ?? 'imap',
      opens: fresh.opens === false ? 0 : 1,
      color: free ?? others.length % ACCOUNT_COLORS,
      created_at: Date.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await db
    .insertInto('identity')
    .values({ account_id: row.id, name: fresh.address.split('@')[0]!, address: fresh.address, is_default: 1 })
    .execute();
  if (fresh.protocol === 'pop3') await makeLocalAccount(db, row.id);
  if (fresh.grant) await saveGrant(db, row.id, fresh.grant);
  return account(row);
}

/**
 * Changes an account; a log-in was proved before, and a password takes the place of a provider's tokens. Throws 'conflict' when another
 * account has this log-in.
 */
export function updateAccount(
  db: Db,
  accountId: number,
  patch: Partial<
    Pick<
      AccountRow,
      | 'secret'
      | 'imap'
      | 'smtp'
      | 'address'
      | 'username'
      | 'name'
      | 'color'
      | 'paused'
      | 'opens'
      | 'smtpAccountId'
    >
  >,
): Promise<void> {
  return transaction(db, async (t) => {
    const before = await getAccountById(t, accountId);
    if (!before) return;
    const next = { ...before, ...patch };
    const holder = await findAccount(t, next.imap.host, next.imap.port, next.username);
    if (!next.opens) await mustOpenOtherwise(t, before);
    if (holder && holder.id !== accountId)
      throw new AppError('conflict', {
        userMessage: 'This account is in Pennypost already.',
        field: 'imapHost',
      });
    await t
      .updateTable('account')
      .set({
        secret: next.secret,
        address: next.address,
        username: next.username,
        name: next.name,
        color: next.color,
        paused: next.paused ? 1 : 0,
        opens: next.opens ? 1 : 0,
        smtp_account_id: next.smtpAccountId,
        imap_host: next.imap.host,
        imap_port: next.imap.port,
        imap_security: next.imap.security,
        smtp_host: next.smtp.host,
        smtp_port: next.smtp.port,
        smtp_security: next.smtp.security,
      })
      .where('id', '=', accountId)
      .execute();
    if (patch.secret !== undefined) await removeGrant(t, accountId);
    await recordChange(t, before.userId, { kind: 'account', accountId });
  });
}

/** Throws 'bad request' when no account but this one opens its person's Pennypost. */
export async function mustOpenOtherwise(db: Db, account: AccountRow): Promise<void> {
  const others = await listAccountRows(db, account.userId);
  if (others.some(({ id, opens }) => opens && id !== account.id)) return;
  throw new AppError('bad-request', {
    userMessage: 'No other account opens this Pennypost: you could not sign in any more.',
    field: 'opens',
  });
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

/** For admins: every account with this mail address, whoever owns it. */
export async function findAccountsByAddress(db: Db, address: string): Promise<AccountRow[]> {
  return (await rows(db).where('address', '=', address.toLowerCase()).execute()).map(account);
}

/** This person's accounts as the browser sees them. */
export async function listAccounts(db: Db, userId: number): Promise<Account[]> {
  const found = await rows(db).where('user_id', '=', userId).orderBy('id').execute();
  return found.map((row) => ({
    id: row.id,
    address: row.address,
    name: row.name,
    protocol: row.protocol === 'pop3' ? 'pop3' : 'imap',
    color: row.color,
    state: row.state as AccountState,
    stateText: row.state_text,
    retryAt: row.retry_at,
    note: row.note,
  }));
}

/** As `listAccounts`, with all that the settings show and the engines need. */
export async function listAccountRows(db: Db, userId: number): Promise<AccountRow[]> {
  return (await rows(db).where('user_id', '=', userId).orderBy('id').execute()).map(account);
}

/** Whose SMTP server takes this account's mail: the one it sends through, or itself. */
export async function accountToSendThrough(db: Db, account: AccountRow): Promise<AccountRow> {
  if (account.smtpAccountId === null) return account;
  return getAccount(db, account.userId, account.smtpAccountId).catch(() => account);
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

/** Says something about the account that a person should know while all goes on; null takes it back. */
export function setAccountNote(db: Db, accountId: number, note: string | null): Promise<void> {
  return transaction(db, async (t) => {
    const row = await t
      .updateTable('account')
      .set({ note })
      .where('id', '=', accountId)
      .where('note', 'is not', note)
      .returning('user_id')
      .executeTakeFirst();
    if (row) await recordChange(t, row.user_id, { kind: 'account', accountId });
  });
}
