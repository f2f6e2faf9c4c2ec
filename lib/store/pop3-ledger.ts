// The ledger: which messages of a POP3 server are stored here. The protocol remembers nothing between sessions (RFC 1939), so we do.
import { sql } from 'kysely';
import { type Db, durably } from './db';

/** One message that was taken and is on disk here, whether or not the person kept it. */
export interface LedgerEntry {
  uidl: string;
  head: string;
  whole: string;
  octets: number;
  /** Epoch ms. */
  storedAt: number;
  goneAt: number | null;
}

const SLICE = 2000;
/** Entries of messages that left the server stay this long: a server that numbers anew may bring them back under other names. */
const KEEP_GONE_MS = 90 * 24 * 3600_000;
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** All entries of an account by their id. */
export async function readLedger(db: Db, accountId: number): Promise<Map<string, LedgerEntry>> {
  const entries = new Map<string, LedgerEntry>();
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('pop3_uidl')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('uidl', '>', after)
      .orderBy('uidl')
      .limit(SLICE)
      .execute();
    for (const row of rows)
      entries.set(row.uidl, {
        uidl: row.uidl,
        head: row.head,
        whole: row.whole,
        octets: row.octets,
        storedAt: row.stored_at,
        goneAt: row.gone_at,
      });
    await breathe();
    if (rows.length < SLICE) return entries;
    after = rows[rows.length - 1]!.uidl;
  }
}

/** Notes messages as stored, in the transaction that stores them. */
export async function addToLedger(db: Db, accountId: number, entries: LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await db
    .insertInto('pop3_uidl')
    .values(
      entries.map((entry) => ({
        account_id: accountId,
        uidl: entry.uidl,
        head: entry.head,
        whole: entry.whole,
        octets: entry.octets,
        stored_at: entry.storedAt,
        gone_at: entry.goneAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'uidl']).doUpdateSet((set) => ({
        head: set.ref('excluded.head'),
        whole: set.ref('excluded.whole'),
        octets: set.ref('excluded.octets'),
        stored_at: set.ref('excluded.stored_at'),
        gone_at: null,
      })),
    )
    .execute();
}

/** The server calls stored messages by other names now: `from` is the entry's old one. */
export async function renameInLedger(
  db: Db,
  accountId: number,
  renamed: { from: string; to: string; octets: number }[],
): Promise<void> {
  for (let at = 0; at < renamed.length; at += 100) {
    const slice = JSON.stringify(
      renamed.slice(at, at + 100).map(({ from, to, octets }) => [from, to, octets]),
    );
    await durably(db, async (t) => {
      await sql`update or replace pop3_uidl set uidl = v.value ->> 1, octets = v.value ->> 2, gone_at = null
        from json_each(${slice}) v where account_id = ${accountId} and uidl = v.value ->> 0`.execute(t);
    });
    await breathe();
  }
}

/** Notes which entries were on the server's list and which were not; what is gone for long is forgotten. */
export async function markGone(
  db: Db,
  accountId: number,
  change: { gone: string[]; back: string[] },
  now: number,
): Promise<void> {
  for (const [ids, at] of [
    [change.gone, now],
    [change.back, null],
  ] as const)
    for (let from = 0; from < ids.length; from += 500) {
      const slice = JSON.stringify(ids.slice(from, from + 500));
      await sql`update pop3_uidl set gone_at = ${at} where account_id = ${accountId}
        and uidl in (select value from json_each(${slice}))`.execute(db);
      await breathe();
    }
  await db
    .deleteFrom('pop3_uidl')
    .where('account_id', '=', accountId)
    .where('gone_at', '<', now - KEEP_GONE_MS)
    .execute();
}
