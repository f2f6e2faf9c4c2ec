// One POP3 session: what is new is fetched and stored with fsync, then noted, then (if the mode says so) deleted there, then QUIT.
import { isDeepStrictEqual } from 'node:util';
import type { Pop3Settings } from '@/lib/contract/account';
import { Digester, headDigest, isTelling } from '@/lib/mime/message-digest';
import { dele } from '@/lib/providers/pop3/dele';
import type { Pop3Connection } from '@/lib/providers/pop3/connection';
import { list } from '@/lib/providers/pop3/list';
import { quit } from '@/lib/providers/pop3/quit';
import { LARGEST, retr } from '@/lib/providers/pop3/retr';
import { rset } from '@/lib/providers/pop3/rset';
import { top } from '@/lib/providers/pop3/top';
import { uidl } from '@/lib/providers/pop3/uidl';
import { type AccountRow, setAccountState } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import { folderByRole, saveFolderState } from '@/lib/store/folders';
import { LOCAL_SLICE } from '@/lib/store/local-messages';
import { getPop3Settings } from '@/lib/store/pop3-accounts';
import { type LedgerEntry, markGone, readLedger, renameInLedger } from '@/lib/store/pop3-ledger';
import { compare, type Head, type Listed, type Maildrop } from './pop3-listing';
import { storeFetched } from './store-fetched';

/** Octets that one batch fetches before it is stored: a crash costs at most these. */
const BATCH_OCTETS = 8 * 1024 * 1024;

/** What a session did. `skipped`: the server would not give these; they are asked for again next time. */
export interface Pop3Session {
  stored: number;
  deleted: number;
  skipped: number;
}

/**
 * Runs a session on a fresh connection and ends it. Throws AppError; whatever was stored by then stays stored and is not fetched again,
 * and nothing is deleted on the server unless QUIT was reached. `goOn` false ends early, in good order.
 */
export async function pullPop3(
  db: Db,
  account: AccountRow,
  c: Pop3Connection,
  goOn: () => boolean = () => true,
): Promise<Pop3Session> {
  const inbox = await folderByRole(db, account.id, 'inbox');
  if (!inbox) throw new Error('The account has no inbox.');
  const sizes = await list(c);
  const ids = await uidl(c);
  const ledger = await readLedger(db, account.id);
  const { listed, known, fresh, renamed } = await compare(maildrop(c, sizes, ids), ledger);
  await renameInLedger(db, account.id, renamed);
  await noteGone(db, account.id, ledger, known, renamed);

  const session: Pop3Session = { stored: 0, deleted: 0, skipped: 0 };
  const moved = new Set(renamed.map(({ from }) => from));
  const onServer = new Set(listed.map(({ key }) => key));
  const lost = [...ledger.values()].filter(({ uidl: key }) => !onServer.has(key) && !moved.has(key));
  const verified = new Set<number>();
  const wanted = fresh.filter(({ octets }) => octets <= LARGEST);
  session.skipped = fresh.length - wanted.length;
  if (wanted.length > 0)
    await saveFolderState(db, inbox.id, { serverTotal: inbox.total + wanted.length, backfillBelow: 1 });
  // Only now: until it is known what there is, an empty inbox says nothing.
  await setAccountState(db, account.id, 'online', null, null);
  for (const batch of batches(wanted)) {
    if (!goOn()) break;
    const { stored, seen, skipped } = await storeFetched(db, c, account.id, inbox.id, batch, lost);
    session.stored += stored;
    session.skipped += skipped;
    for (const number of seen) verified.add(number);
  }
  const error = session.skipped > 0 ? notGiven(session.skipped, c.host) : null;
  await saveFolderState(db, inbox.id, { backfillBelow: null, syncedAt: Date.now(), error });

  session.deleted = await deleteDue(db, account.id, c, listed, verified);
  await quit(c);
  return session;
}

const notGiven = (count: number, host: string) =>
  count === 1
    ? `${host} did not give us one message. We ask for it again.`
    : `${host} did not give us ${count} messages. We ask for them again.`;

/** Asks TOP and RETR for what ids do not tell. */
function maildrop(c: Pop3Connection, sizes: Map<number, number>, ids: Map<number, string> | null): Maildrop {
  return {
    sizes,
    ids,
    heads: async (numbers) => {
      const heads = new Map<number, Head | null>();
      await top(c, numbers, async (number, octets) => {
        heads.set(number, octets && { digest: headDigest(octets), isTelling: isTelling(octets) });
      });
      return heads;
    },
    whole: (number) => wholeDigest(c, number),
  };
}

async function wholeDigest(c: Pop3Connection, number: number): Promise<string | null> {
  let whole: string | null = null;
  await retr(c, [number], async (_, octets) => {
    if (octets === null) return;
    const digester = new Digester();
    for await (const chunk of octets) digester.feed(chunk);
    whole = digester.end().whole;
  });
  return whole;
}

function* batches(fresh: Listed[]): Generator<Listed[]> {
  let batch: Listed[] = [];
  let octets = 0;
  for (const one of fresh) {
    batch.push(one);
    octets += one.octets;
    if (batch.length < LOCAL_SLICE && octets < BATCH_OCTETS) continue;
    yield batch;
    batch = [];
    octets = 0;
  }
  if (batch.length > 0) yield batch;
}

async function noteGone(
  db: Db,
  accountId: number,
  ledger: ReadonlyMap<string, LedgerEntry>,
  known: Listed[],
  renamed: { from: string }[],
): Promise<void> {
  const here = new Set([...known.map(({ key }) => key), ...renamed.map(({ from }) => from)]);
  const entries = [...ledger.values()];
  const gone = entries.filter(({ uidl: key, goneAt }) => goneAt === null && !here.has(key));
  const back = entries.filter(({ uidl: key, goneAt }) => goneAt !== null && here.has(key));
  const keys = (some: LedgerEntry[]) => some.map((entry) => entry.uidl);
  await markGone(db, accountId, { gone: keys(gone), back: keys(back) }, Date.now());
}

/**
 * Marks what the mode wants gone, and takes it all back (RSET) when the person chose otherwise meanwhile: nothing is gone before QUIT.
 */
async function deleteDue(
  db: Db,
  accountId: number,
  c: Pop3Connection,
  listed: Listed[],
  verified: ReadonlySet<number>,
): Promise<number> {
  const settings = await getPop3Settings(db, accountId);
  if (!settings || settings.mode === 'keep') return 0;
  const sure = await sureOnes(db, accountId, c, settings, listed, verified);
  const marked = await dele(c, sure);
  if (isDeepStrictEqual(await getPop3Settings(db, accountId), settings)) return marked.length;
  await rset(c);
  return 0;
}

/**
 * Numbers of what the mode wants gone, and only what the ledger, read anew, says is stored. An id alone is not believed: what was not fetched in this
 * session is compared with its header section first, because some servers give an old id to another message.
 */
async function sureOnes(
  db: Db,
  accountId: number,
  c: Pop3Connection,
  settings: Pop3Settings,
  listed: Listed[],
  verified: ReadonlySet<number>,
): Promise<number[]> {
  const before = settings.mode === 'delete' ? Infinity : Date.now() - settings.days * 24 * 3600_000;
  const ledger = await readLedger(db, accountId);
  const due = listed.filter(({ key }) => (ledger.get(key)?.storedAt ?? Infinity) < before);
  const doubtful = due.filter(({ number }) => !verified.has(number)).map(({ number }) => number);
  const digests = await contentDigests(c, doubtful);
  const sure = due.filter(({ number, key }) => {
    if (verified.has(number)) return true;
    const { head, whole } = ledger.get(key)!;
    const found = digests.get(number);
    return found?.kind === 'head' ? found.digest === head : found?.digest === whole;
  });
  return sure.map(({ number }) => number);
}

/** Of each message the digest of its header where that says enough, else of all of it. */
async function contentDigests(
  c: Pop3Connection,
  numbers: number[],
): Promise<Map<number, { kind: 'head' | 'whole'; digest: string }>> {
  const found = new Map<number, { kind: 'head' | 'whole'; digest: string }>();
  const unclear: number[] = [];
  await top(c, numbers, async (number, octets) => {
    if (octets && isTelling(octets)) found.set(number, { kind: 'head', digest: headDigest(octets) });
    else unclear.push(number);
  });
  for (const number of unclear) {
    const digest = await wholeDigest(c, number);
    if (digest !== null) found.set(number, { kind: 'whole', digest });
  }
  return found;
}
