// For tests: a POP3 account in a store of this test's own, and what is stored of it.
import { sql } from 'kysely';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { connect } from '@/lib/providers/pop3/connect';
import type { ServerLogin } from '@/lib/providers/types';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, insertAccount } from '@/lib/store/accounts';
import { type Db, store, transaction } from '@/lib/store/db';
import { savePop3Settings } from '@/lib/store/pop3-accounts';
import { rawFile } from '@/lib/store/raw-files';
import { pullPop3, type Pop3Session } from '../pull-pop3';

/** Points this process's store to a directory that goes when the file's tests are done. */
export function makeOwnStore(): void {
  const dir = mkdtempSync(join(tmpdir(), 'pennypost-pop3-'));
  Object.assign(process.env, {
    APP_SECRET: 'x'.repeat(40),
    DATA_DIR: dir,
    ALLOW_SELF_SIGNED: 'localhost',
    LOG_LEVEL: 'silent',
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
}

/**
 * Makes the account of a log-in, of a new person each time. A scripted server may stand on the port that one before it had: the account
 * of that one is done with.
 */
export async function addPop3Account(login: ServerLogin): Promise<AccountRow> {
  const { host, port, security, username } = login;
  return transaction(await store(), async (t) => {
    await t
      .updateTable('account')
      .set({ imap_host: sql`'gone-' || id` })
      .where('imap_host', '=', host)
      .where('imap_port', '=', port)
      .where('username', '=', username)
      .execute();
    const person = { created_at: Date.now() };
    const user = await t.insertInto('user').values(person).returning('id').executeTakeFirstOrThrow();
    return insertAccount(t, user.id, {
      address: username,
      name: 'Ann',
      username,
      protocol: 'pop3',
      imap: { host, port, security },
      smtp: { host, port: 587, security: 'starttls' },
      secret: seal(login.auth.kind === 'password' ? login.auth.password : ''),
    });
  });
}

/** Sets the account's mode. */
export async function setMode(
  account: AccountRow,
  mode: 'keep' | 'delete' | 'delete-after',
  days = 14,
): Promise<void> {
  await savePop3Settings(await store(), account.userId, account.id, { mode, days, minutes: 5 });
}

/** One session, as the engine runs it. */
export async function pull(account: AccountRow, login: ServerLogin): Promise<Pop3Session> {
  const c = await connect(login, { timeoutMs: 3000, silenceMs: 3000 });
  try {
    return await pullPop3(await store(), account, c);
  } finally {
    c.drop();
  }
}

/** The octets of all messages of the account's inbox, sorted; read from their files. */
export async function storedOctets(db: Db, account: AccountRow): Promise<string[]> {
  const rows = await db
    .selectFrom('message')
    .innerJoin('raw_message', 'raw_message.message_id', 'message.id')
    .select('raw_message.path')
    .where('message.account_id', '=', account.id)
    .execute();
  return rows.map(({ path }) => readFileSync(rawFile(path), 'latin1')).sort();
}
