// The recent dialogue with an account's incoming mail server, for its owner, when they ask for it.
import type { AccountDialogue } from '@/lib/contract/delivery';
import { startRecord, wireRecord } from '@/lib/providers/wire-record';
import { type AccountRow, getAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';

const lineOf = ({ imap, username }: AccountRow) => ({ ...imap, username });

/** What was recorded. Throws 'not found'. */
export async function accountDialogue(userId: number, accountId: number): Promise<AccountDialogue> {
  const login = lineOf(await getAccount(await store(), userId, accountId));
  const record = wireRecord(login);
  const isRunning = record !== null && record.until > Date.now();
  return { host: login.host, recordsUntil: isRunning ? record.until : null, lines: record?.lines ?? [] };
}

/** Records for a quarter of an hour. Throws 'not found'. */
export async function recordAccountDialogue(userId: number, accountId: number): Promise<AccountDialogue> {
  const login = lineOf(await getAccount(await store(), userId, accountId));
  startRecord(login, Date.now());
  return accountDialogue(userId, accountId);
}
