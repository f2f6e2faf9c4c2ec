// `npm run audit -- --account X [--repair]`: compares every folder of an account (id or address) with its server, for admins.
import { parseArgs } from 'node:util';
import { enter } from '@/lib/logins/enter';
import { connect } from '@/lib/providers/imap/connect';
import { findAccountsByAddress, getAccountById } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { foldersOf } from '@/lib/store/folders';
import { checkFolder } from '@/lib/sync/check-folder';

const { values } = parseArgs({
  options: { account: { type: 'string' }, repair: { type: 'boolean', default: false } },
});

async function main(): Promise<boolean> {
  if (!values.account)
    throw new Error('Say which account: npm run audit -- --account ID-OR-ADDRESS [--repair]');
  const db = await store();
  const byId = /^\d+$/u.test(values.account) ? await getAccountById(db, Number(values.account)) : null;
  const accounts = byId ? [byId] : await findAccountsByAddress(db, values.account);
  if (accounts.length === 0) throw new Error(`There is no account ${values.account} in this DATA_DIR.`);
  let isSame = true;
  for (const account of accounts) {
    // The folders of a POP3 account are kept here: there is nothing to compare them with.
    if (account.protocol === 'pop3') continue;
    console.log(`Account ${account.id}, ${account.address} on ${account.imap.host}:`);
    const c = await enter(account, 'imap', (login) => connect(login));
    try {
      for (const folder of await foldersOf(db, account.id)) {
        if (!folder.selectable || folder.uidValidity === null) continue;
        const found = await checkFolder(db, c, folder.id, { repair: values.repair });
        const differs = found.missing + found.extra + found.flags;
        if (differs > 0) isSame = false;
        const verdict = [
          found.isWhole ? null : 'older messages still to be fetched',
          differs === 0
            ? 'the same'
            : `${found.missing} missing, ${found.extra} extra, ${found.flags} with other flags${values.repair ? ': repaired' : ''}`,
        ].filter((part) => part !== null);
        console.log(
          `  ${folder.path}: server has ${found.server}, we hold ${found.held}, checked ${new Date(found.at).toISOString()}: ${verdict.join('; ')}`,
        );
      }
    } finally {
      await c.close();
    }
  }
  return isSame;
}

main().then(
  (isSame) => process.exit(isSame || values.repair ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
