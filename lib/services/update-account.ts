// Changes an account: how it looks, whether it is paused, and its log-in, which is tried before it is kept.
import { checkLogin } from '@/lib/auth/check-login';
import type { AccountDetails, AccountPatch } from '@/lib/contract/accounts';
import { AppError } from '@/lib/errors';
import { hurryOutbox } from '@/lib/outbox/hurry';
import { seal } from '@/lib/runtime/vault';
import { type AccountRow, getAccount, setAccountState, updateAccount as save } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { engines } from '@/lib/sync/engines';
import { besideAccounts, details } from './list-accounts';

/** Answers the account as it is now. Throws AppError naming the field. */
export async function updateAccount(
  userId: number,
  accountId: number,
  patch: AccountPatch,
  ip: string,
): Promise<AccountDetails> {
  const db = await store();
  const before = await getAccount(db, userId, accountId);
  if (patch.smtpAccountId) await mustBeAnother(db, userId, accountId, patch.smtpAccountId);
  const login = await proven(before, patch, ip);
  const { name, color, paused, opens, smtpAccountId } = patch;
  await save(db, accountId, {
    ...login,
    ...(name === undefined ? {} : { name }),
    ...(color === undefined ? {} : { color }),
    ...(paused === undefined ? {} : { paused }),
    ...(opens === undefined ? {} : { opens }),
    ...(smtpAccountId === undefined ? {} : { smtpAccountId }),
  });
  if (login !== null) await hurryOutbox(db, accountId);
  if (login !== null || (paused !== undefined && paused !== before.paused))
    await restart(db, userId, accountId);
  return details(await getAccount(db, userId, accountId), await besideAccounts(db, userId));
}

async function mustBeAnother(db: Db, userId: number, accountId: number, other: number): Promise<void> {
  const found = other === accountId ? null : await getAccount(db, userId, other).catch(() => null);
  if (!found)
    throw new AppError('bad-request', {
      userMessage: 'Choose another one of your accounts to send through.',
      field: 'smtpAccountId',
    });
}

/** The log-in as it is to be kept, null when it stays. What is kept is never sent to a server that was not proved with it. */
async function proven(
  before: AccountRow,
  { username, password, imap, smtp }: AccountPatch,
  ip: string,
): Promise<Pick<AccountRow, 'secret' | 'imap' | 'smtp' | 'username'> | null> {
  const isElsewhere = username !== undefined || imap !== undefined || smtp !== undefined;
  if (password === undefined && !isElsewhere) return null;
  if (password === undefined)
    throw new AppError('bad-request', {
      userMessage: 'Enter the password too: a changed server or user name is tried with it.',
      field: 'password',
    });
  const form = {
    address: before.address,
    password,
    protocol: before.protocol,
    username: username ?? before.username,
    imap: imap ?? before.imap,
    smtp: smtp ?? before.smtp,
  };
  const login = await checkLogin(form, ip, () => smtp !== undefined);
  return { secret: seal(password), imap: login.imap, smtp: login.smtp, username: login.username };
}

async function restart(db: Db, userId: number, accountId: number): Promise<void> {
  await engines().stop(accountId);
  const account = await getAccount(db, userId, accountId);
  await setAccountState(db, accountId, account.paused ? 'paused' : 'connecting', null, null);
  await engines().start(accountId);
}
