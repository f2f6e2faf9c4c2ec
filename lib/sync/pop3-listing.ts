// Tells which messages on a POP3 server are known from the ledger and which are new, also where a server's ids cannot be trusted.
import type { LedgerEntry } from '@/lib/store/pop3-ledger';

/** A message as this session sees it. `key` is what the ledger calls it. */
export interface Listed {
  number: number;
  octets: number;
  key: string;
}

/** The digest of a header section; `isTelling`: no other message has it. */
export interface Head {
  digest: string;
  isTelling: boolean;
}

/** What the server says and what it can be asked for. */
export interface Maildrop {
  sizes: ReadonlyMap<number, number>;
  /** Null: the server has no UIDL. */
  ids: ReadonlyMap<number, string> | null;
  /** Of header sections (TOP); null for one that the server will not tell. */
  heads(numbers: number[]): Promise<Map<number, Head | null>>;
  /** The digest of the whole message, fetched for it (RETR); null when it is gone. */
  whole(number: number): Promise<string | null>;
}

/** The whole listing against the ledger. */
export interface Comparison {
  /** All of them, in the order of the maildrop. */
  listed: Listed[];
  known: Listed[];
  /** Not stored here, newest (highest number) first. */
  fresh: Listed[];
  /** Stored here already, by another id: the ledger has to be told. */
  renamed: { from: string; to: string; octets: number }[];
}

const SLICE = 5000;
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** Compares, asking for header sections only of messages that ids do not tell apart. */
export async function compare(drop: Maildrop, ledger: ReadonlyMap<string, LedgerEntry>): Promise<Comparison> {
  const numbers = [...drop.sizes.keys()];
  const heads = new Map<number, Head | null>();
  const headsOf = async (wanted: number[]) => {
    const missing = wanted.filter((number) => !heads.has(number));
    if (missing.length > 0) for (const [number, head] of await drop.heads(missing)) heads.set(number, head);
  };

  const doubtful = new Set(doubtfulNumbers(drop, ledger));
  await headsOf([...doubtful]);
  const listed: Listed[] = [];
  const taken = new Set<string>();
  for (const number of numbers) {
    // A maildrop may have a hundred thousand: others get their turn.
    if (listed.length % SLICE === SLICE - 1) await breathe();
    const id = drop.ids?.get(number) ?? '';
    const base = doubtful.has(number) ? await contentKey(drop, number, id, heads.get(number)!) : id;
    if (base === null) continue;
    // Two that cannot be told apart are still two messages.
    let key = base;
    for (let count = 2; taken.has(key); count++) key = `${base} ${count}`;
    taken.add(key);
    listed.push({ number, octets: drop.sizes.get(number)!, key });
  }

  const known = listed.filter(({ key }) => ledger.has(key));
  const unknown = listed.filter(({ key }) => !ledger.has(key)).sort((a, b) => b.number - a.number);
  const lost = [...ledger.values()].filter(({ uidl }) => !taken.has(uidl));
  if (unknown.length === 0 || lost.length === 0) return { listed, known, fresh: unknown, renamed: [] };
  await headsOf(unknown.map(({ number }) => number));
  return { listed, known, ...recognize(unknown, heads, lost) };
}

/** Messages that left the list under one id may be back under another. */
function recognize(unknown: Listed[], heads: Map<number, Head | null>, lost: LedgerEntry[]) {
  const byHead = new Map<string, LedgerEntry[]>();
  for (const entry of lost) {
    const key = `${entry.head} ${entry.octets}`;
    byHead.set(key, [...(byHead.get(key) ?? []), entry]);
  }
  const fresh: Listed[] = [];
  const renamed: Comparison['renamed'] = [];
  for (const one of unknown) {
    const head = heads.get(one.number);
    const entry = head?.isTelling ? byHead.get(`${head.digest} ${one.octets}`)?.shift() : undefined;
    if (entry) renamed.push({ from: entry.uidl, to: one.key, octets: one.octets });
    else fresh.push(one);
  }
  return { fresh, renamed };
}

/** Messages whose id does not say which one they are: no id, a number as id, an id that others have, or had with another size. */
function doubtfulNumbers(drop: Maildrop, ledger: ReadonlyMap<string, LedgerEntry>): number[] {
  const numbers = [...drop.sizes.keys()];
  const { ids } = drop;
  if (!ids) return numbers;
  // Some servers give the message's number of this session for an id.
  if (numbers.every((number) => ids.get(number) === String(number))) return numbers;
  const counts = new Map<string, number>();
  for (const id of ids.values()) counts.set(id, (counts.get(id) ?? 0) + 1);
  return numbers.filter((number) => {
    const id = ids.get(number);
    if (id === undefined || counts.get(id)! > 1) return true;
    const entry = ledger.get(id);
    return entry !== undefined && entry.octets !== drop.sizes.get(number);
  });
}

/** A name made of what is in the message. An id has no space in it (RFC 1939 7), so it cannot be one. */
async function contentKey(
  drop: Maildrop,
  number: number,
  id: string,
  head: Head | null,
): Promise<string | null> {
  const digest = head?.isTelling ? head.digest : await drop.whole(number);
  return digest === null ? null : `${id} ${digest}`;
}
