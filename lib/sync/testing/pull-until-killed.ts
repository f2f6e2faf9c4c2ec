// For tests: a process that runs one POP3 session of the account named by its argument, and says when it begins, so that it
// can be killed in it, and how much memory it took.
import { writeSync } from 'node:fs';
import { enter } from '@/lib/logins/enter';
import { connect } from '@/lib/providers/pop3/connect';
import { getAccountById } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { pullPop3 } from '../pull-pop3';

async function run(accountId: number): Promise<void> {
  const db = await store();
  const account = (await getAccountById(db, accountId))!;
  const c = await enter(account, 'imap', (login) => connect(login));
  writeSync(1, 'begun\n');
  await pullPop3(db, account, c);
  // In KB: the most that it ever had.
  writeSync(1, `memory ${process.resourceUsage().maxRSS}\n`);
  process.exit(0);
}

void run(Number(process.argv[2]));
