// Whatever people and pulls do, in any order: the index stays whole, and when all is replayed it is what the server has.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Db, openStore } from './db';
import { saveFolderState } from './folders';
import { changeFlags, deleteMessages, moveMessages } from './local-changes';
import { insertMessages, knownFlags, removeMessages, updateFlags } from './messages';
import { finishPendingChange, nextPendingChanges, refusePendingChange } from './pending-changes';
import { messagesInFolder } from './read-messages';
import { checkStore } from './testing/check-store';
import { addAccount, message, type TestAccount } from './testing/mailbox';

const PATHS = ['INBOX', 'Archive', 'Trash'] as const;
type Path = (typeof PATHS)[number];
type Flags = { seen: boolean; flagged: boolean; answered: boolean; draft: boolean };

/** A mail server of three folders. `tellsUids`: it answers MOVE with COPYUID. */
class Server {
  folders = new Map<Path, Map<number, { n: number; flags: Flags }>>(PATHS.map((path) => [path, new Map()]));
  next = new Map<Path, number>(PATHS.map((path) => [path, 1]));
  made = 0;
  /** What changed since the last pull, told once, as by CHANGEDSINCE and VANISHED (RFC 7162). */
  changed = new Map<Path, Set<number>>(PATHS.map((path) => [path, new Set()]));

  /** The UIDs that came, changed or went since the last call. */
  news(path: Path): number[] {
    const told = [...this.changed.get(path)!];
    this.changed.get(path)!.clear();
    return told;
  }

  setFlags(path: Path, uid: number, patch: Partial<Flags>): void {
    const held = this.folders.get(path)!.get(uid);
    if (!held) return;
    const before = JSON.stringify(held.flags);
    Object.assign(held.flags, patch);
    // A change to what is so already is none.
    if (JSON.stringify(held.flags) !== before) this.changed.get(path)!.add(uid);
  }

  expunge(path: Path, uid: number): void {
    if (this.folders.get(path)!.delete(uid)) this.changed.get(path)!.add(uid);
  }

  append(path: Path, n = ++this.made, flags = none()): number {
    const uid = this.next.get(path)!;
    this.next.set(path, uid + 1);
    this.folders.get(path)!.set(uid, { n, flags });
    this.changed.get(path)!.add(uid);
    return uid;
  }

  move(path: Path, uid: number, target: Path): number | null {
    const held = this.folders.get(path)!.get(uid);
    if (!held) return null;
    this.expunge(path, uid);
    return this.append(target, held.n, held.flags);
  }
}

const none = (): Flags => ({ seen: false, flagged: false, answered: false, draft: false });
/** Some answer others, so that conversations form and join; every fifth has no Message-ID. */
const fetched = (uid: number, n: number, flags: Flags) => ({
  ...message(n, {
    messageId: n % 5 === 0 ? null : `<${n}@example.org>`,
    references: n % 3 === 0 ? [`<${n - 1}@example.org>`, `<${n - 2}@example.org>`] : [],
  }),
  uid,
  flags,
});

async function pull(db: Db, ann: TestAccount, server: Server, path: Path): Promise<void> {
  const folderId = ann.folder[path];
  const there = server.folders.get(path)!;
  const known = await knownFlags(db, folderId);
  const news = server.news(path);
  const rows = news.flatMap((uid) => {
    const held = there.get(uid);
    return held ? [fetched(uid, held.n, { ...held.flags })] : [];
  });
  await insertMessages(
    db,
    ann.id,
    folderId,
    rows.filter(({ uid }) => !known.has(uid)),
  );
  await updateFlags(
    db,
    folderId,
    rows.filter(({ uid }) => known.has(uid)),
  );
  await removeMessages(
    db,
    folderId,
    news.filter((uid) => !there.has(uid)),
  );
  await saveFolderState(db, folderId, { uidNext: server.next.get(path)! });
}

async function replay(
  db: Db,
  ann: TestAccount,
  server: Server,
  how: { tellsUids: boolean; refuses: boolean; pulls: Path | null },
): Promise<boolean> {
  const [change] = await nextPendingChanges(db, ann.id, 1);
  if (!change) return false;
  const path = change.path as Path;
  const there = server.folders.get(path)!;
  const number = (text: string | null) => Number(/\d+/u.exec(text ?? '')?.[0] ?? Number.NaN);
  const uid =
    change.uid ?? [...there].findLast(([, { n }]) => n === number(change.messageIdHeader))?.[0] ?? null;
  if (how.refuses) {
    await refusePendingChange(db, change, 'No.');
    return true;
  }
  let newUid: number | null = null;
  if (uid !== null && change.args.kind === 'flags') server.setFlags(path, uid, change.args.patch);
  if (uid !== null && change.args.kind === 'delete') server.expunge(path, uid);
  if (uid !== null && change.args.kind === 'move') {
    newUid = server.move(path, uid, change.targetPath as Path);
    if (how.pulls) await pull(db, ann, server, how.pulls);
  }
  await finishPendingChange(db, change, how.tellsUids ? newUid : null);
  return true;
}

const path = fc.constantFrom(...PATHS);
const step = fc.oneof(
  fc.record({ do: fc.constant('deliver' as const), path }),
  fc.record({ do: fc.constant('pull' as const), path }),
  fc.record({ do: fc.constant('flag' as const), path, nth: fc.nat(5), seen: fc.boolean() }),
  fc.record({ do: fc.constant('move' as const), path, nth: fc.nat(5), target: path }),
  fc.record({ do: fc.constant('delete' as const), path, nth: fc.nat(5) }),
  fc.record({ do: fc.constant('otherMoves' as const), path, nth: fc.nat(5), target: path }),
  fc.record({
    do: fc.constant('otherFlags' as const),
    path,
    nth: fc.nat(5),
    seen: fc.boolean(),
    flagged: fc.boolean(),
  }),
  fc.record({ do: fc.constant('otherDeletes' as const), path, nth: fc.nat(5) }),
  fc.record({
    do: fc.constant('replay' as const),
    refuses: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    pulls: fc.option(path),
  }),
);

test('pulls, actions and replays in any order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, tellsUids) => {
      const db = await openStore(':memory:');
      const ann = await addAccount(db);
      const server = new Server();
      for (const at of PATHS) for (let n = 0; n < 3; n++) server.append(at);
      for (const at of PATHS) await pull(db, ann, server, at);
      for (const it of steps) {
        const rows = 'path' in it ? await messagesInFolder(db, ann.userId, ann.folder[it.path], 50) : [];
        const row = 'nth' in it ? rows[it.nth] : undefined;
        const there = 'path' in it ? [...server.folders.get(it.path)!.keys()] : [];
        const uid = 'nth' in it ? there[it.nth] : undefined;
        if (it.do === 'deliver') server.append(it.path);
        if (it.do === 'pull') await pull(db, ann, server, it.path);
        if (it.do === 'flag' && row) await changeFlags(db, [row], { seen: it.seen });
        if (it.do === 'move' && row) await moveMessages(db, [row], ann.folder[it.target]);
        if (it.do === 'delete' && row) await deleteMessages(db, [row]);
        if (it.do === 'otherMoves' && uid && it.target !== it.path) server.move(it.path, uid, it.target);
        if (it.do === 'otherFlags' && uid)
          server.setFlags(
            it.path,
            uid,
            it.seen ? { seen: true, flagged: it.flagged } : { flagged: it.flagged },
          );
        if (it.do === 'otherDeletes' && uid) server.expunge(it.path, uid);
        if (it.do === 'replay') await replay(db, ann, server, { ...it, tellsUids });
        await checkStore(db);
      }
      while (await replay(db, ann, server, { tellsUids, refuses: false, pulls: null }));
      for (const at of [...PATHS, ...PATHS]) await pull(db, ann, server, at);
      await checkStore(db);
      for (const at of PATHS) {
        const shown = (await messagesInFolder(db, ann.userId, ann.folder[at], 100)).map((row) => [
          row.uid,
          row.subject,
          row.seen,
          row.flagged,
        ]);
        const has = [...server.folders.get(at)!].map(([uid, { n, flags }]) => [
          uid,
          `Subject ${n}`,
          flags.seen,
          flags.flagged,
        ]);
        const byUid = (a: unknown[], b: unknown[]) => Number(a[0]) - Number(b[0]);
        expect(shown.sort(byUid)).toEqual(has.sort(byUid));
      }
      await db.destroy();
    }),
    { numRuns: Number(process.env.RUNS ?? 60) },
  );
}, 120_000);
