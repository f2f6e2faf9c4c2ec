// How the engine keeps up: 300 folders, a restart with nothing changed, flags changed elsewhere beside a raw idle client.
import Sqlite from 'better-sqlite3';
import { startResponseProxy } from '@/lib/providers/testing/response-proxy';
import { generateMailbox } from '../lab/generate';
import type { Lab } from '../lab/lab';
import { startServer } from '../lab/server';
import { Client } from './client';
import { percentile, rounded, until } from './figures';

const FOLDERS = 300;
const FLAGS = 40;
const SIGN_IN = new Set(['ID', 'CAPABILITY', 'AUTHENTICATE', 'LOGIN', 'NAMESPACE', 'ENABLE']);

/** All of them, on a server of their own behind a proxy that counts commands. */
export async function keepUpFigures(lab: Lab): Promise<Record<string, number>> {
  const user = await lab.createUser();
  lab.fillMaildir(user, 'INBOX', generateMailbox({ count: 500, seed: 2 }));
  for (let n = 0; n < FOLDERS; n++)
    lab.fillMaildir(user, `Folder ${n}`, generateMailbox({ count: 3, seed: 10 + n }));
  const proxy = await startResponseProxy({ target: lab.ports.imap });
  const server = await startServer(lab, { LOG_LEVEL: 'silent' }, proxy.port);
  try {
    const client = new Client(server.url);
    let start = performance.now();
    await client.signIn(user);
    const db = new Sqlite(`${server.dataDir}/pennypost.db`, { readonly: true });
    const left =
      db.prepare(`select (select count(*) from folder where synced_at is null or backfill_below is not null)
      + (select count(*) from message where text_indexed = 0) + (select count(*) < ${FOLDERS} from folder) as n`);
    await until(async () => (left.get() as { n: number }).n === 0, 100);
    const seconds = (performance.now() - start) / 1000;
    db.close();
    await server.stop();
    proxy.commands.length = 0;
    start = performance.now();
    await server.start();
    await until(async () => proxy.commands.includes('IDLE'), 5);
    const restarted = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const commands = proxy.commands.filter((command) => !SIGN_IN.has(command) && command !== 'IDLE');
    return {
      folders_300_synced_s: rounded(seconds),
      restart_commands: commands.length,
      restart_to_idle_ms: rounded(restarted),
      ...(await flagFigures(lab, user, client)),
    };
  } finally {
    await server.remove();
    await proxy.close();
  }
}

/** Flags of rows all over the inbox, changed by a third client, one after the other. */
async function flagFigures(lab: Lab, user: Awaited<ReturnType<Lab['createUser']>>, client: Client) {
  let onRaw = () => {};
  let onEvent = () => {};
  const idler = await lab.connectImap(user);
  await idler.mailboxOpen('INBOX');
  idler.on('flags', () => onRaw());
  const idling = idler.idle();
  const other = await lab.connectImap(user);
  await other.mailboxOpen('INBOX');
  const stop = await client.follow(() => onEvent());
  const ours: number[] = [];
  const raw: number[] = [];
  for (let n = 1; n <= FLAGS; n++) {
    let start = performance.now();
    const at = (arm: (fire: () => void) => void) =>
      new Promise<number>((resolve) => arm(() => resolve(performance.now() - start)));
    const both = [
      at((fire) => {
        onRaw = fire;
      }),
      at((fire) => {
        onEvent = fire;
      }),
    ];
    // One change that is one, whatever flags the message has.
    const message = await other.fetchOne(String(n * 12), { flags: true });
    const isStarred = message !== false && message.flags?.has('\\Flagged');
    start = performance.now();
    if (isStarred) await other.messageFlagsRemove(String(n * 12), ['\\Flagged']);
    else await other.messageFlagsAdd(String(n * 12), ['\\Flagged']);
    const [rawMs, ourMs] = (await Promise.all(both)) as [number, number];
    raw.push(rawMs);
    ours.push(ourMs);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  stop();
  await other.logout();
  await idler.logout();
  await idling;
  const later = ours.map((ms, index) => ms - raw[index]!);
  return {
    flag_p95_ms: rounded(percentile(ours, 0.95)),
    raw_flag_p95_ms: rounded(percentile(raw, 0.95)),
    flag_after_raw_p95_ms: rounded(percentile(later, 0.95)),
  };
}
