// Accounts: a person's mail address, the servers behind it, its sealed password, and how it is reached just now.
import type { Account, AccountState } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { recordChange } from './changes';
import { type Db, transaction } from './db';
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
}

/** What makes an account. */
export type NewAccount = Pick<AccountRow, 'address' | 'name' | 'username' | 'imap' | 'smtp' | 'secret'> & {
  /** 'imap' when absent. */
  protocol?: AccountRow['protocol'];
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
        protocol: fresh.protocol ?? 'imap',
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await t
      .insertInto('identity')
      .values({ account_id: row.id, name: fresh.name, address: fresh.address, is_default: 1 })
      .execute();
    if (fresh.protocol === 'pop3') await makeLocalAccount(t, row.id);
    return account(row);
  });
}

/** Replaces the password or the servers, after a log-in that proved them. */
export async function updateAccount(
  db: Db,
  accountId: number,
  patch: { secret?: string; imap?: Server; smtp?: Server; address?: string },
): Promise<void> {
  const { secret, imap, smtp, address } = patch;
  const columns = {
    ...(secret ? { secret } : {}),
    ...(address ? { address } : {}),
    ...(imap ? { imap_host: imap.host, imap_port: imap.port, imap_security: imap.security } : {}),
    ...(smtp ? { smtp_host: smtp.host, smtp_port: smtp.port, smtp_security: smtp.security } : {}),
  };
  if (Object.keys(columns).length === 0) return;
  await db.updateTable('account').set(columns).where('id', '=', accountId).execute();
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
    state: row.state as AccountState,
    stateText: row.state_text,
    retryAt: row.retry_at,
    note: row.note,
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

export { removeUser } from './remove-user';
