// Fetches a batch of messages by POP3 and stores it: octets with fsync, then rows and ledger in one durable transaction.
import type { Pop3Connection } from '@/lib/providers/pop3/connection';
import { retr } from '@/lib/providers/pop3/retr';
import type { Db } from '@/lib/store/db';
import { addLocalMessages, type LocalMessage } from '@/lib/store/local-messages';
import { type LedgerEntry, renameInLedger } from '@/lib/store/pop3-ledger';
import { RawBatch } from '@/lib/store/raw-files';
import { keepRaw } from './keep-raw';
import type { Listed } from './pop3-listing';

/** What came of a batch. `seen`: fetched in this session, so that their content is known for sure. */
export interface Fetched {
  stored: number;
  seen: number[];
  skipped: number;
}

/**
 * `lost` are entries of the ledger that the server does not list (any more): one whose content comes again is the same message under
 * another id, and is not stored twice. Taken from `lost` then.
 */
export async function storeFetched(
  db: Db,
  c: Pop3Connection,
  accountId: number,
  folderId: number,
  wanted: Listed[],
  lost: LedgerEntry[],
): Promise<Fetched> {
  const byNumber = new Map(wanted.map((one) => [one.number, one]));
  const batch = new RawBatch(accountId);
  const fresh: LocalMessage[] = [];
  const renamed: { from: string; to: string; octets: number }[] = [];
  const seen: number[] = [];
  let skipped = 0;
  await retr(
    c,
    wanted.map(({ number }) => number),
    async (number, octets) => {
      if (octets === null) return void skipped++;
      const { key, octets: size } = byNumber.get(number)!;
      const { digest, ...kept } = await keepRaw(batch, octets, { flags: {}, receivedAt: null });
      seen.push(number);
      const at = lost.findIndex((entry) => entry.whole === digest.whole);
      if (at < 0) fresh.push({ ...kept, ledger: { uidl: key, head: digest.head, octets: size } });
      else renamed.push({ from: lost.splice(at, 1)[0]!.uidl, to: key, octets: size });
    },
  );
  await batch.sync();
  if (fresh.length > 0 && (await addLocalMessages(db, folderId, fresh)) === null)
    throw new Error('The folder is gone.');
  await renameInLedger(db, accountId, renamed);
  return { stored: fresh.length, seen, skipped };
}
