// The recent dialogue with an account's incoming mail server, for its owner, when they ask for it.
import type { AccountDialogue } from '@/lib/contract/delivery';
import { serverLogin } from '@/lib/logins/server-login';
import { startRecord, wireRecord } from '@/lib/providers/wire-record';
import { getAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';

/** What was recorded. Throws 'not found'. */
export async function accountDialogue(userId: number, accountId: number): Promise<AccountDialogue> {
  const login = await serverLogin(await getAccount(await store(), userId, accountId), 'imap');
  const record = wireRecord(login);
  const isRunning = record !== null && record.until > Date.now();
  return { host: login.host, recordsUntil: isRunning ? record.until : null, lines: record?.lines ?? [] };
}

/** Records for a quarter of an hour. Throws 'not found'. */
export async function recordAccountDialogue(userId: number, accountId: number): Promise<AccountDialogue> {
  const login = await serverLogin(await getAccount(await store(), userId, accountId), 'imap');
  startRecord(login, Date.now());
  return accountDialogue(userId, accountId);
}
