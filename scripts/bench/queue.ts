// The queue: click to queued, queued to accepted, messages a second beside a raw pooled nodemailer, memory under big messages.
import { randomBytes } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import { createTransport } from 'nodemailer';
import type { Lab, LabUser } from '../lab/lab';
import type { Server } from '../lab/server';
import type { Client } from './client';
import { percentile, ratio, rounded, until } from './figures';

const SINGLES = 60;
const MANY = 400;
const BIG = 50;
const BIG_OCTETS = 20_000_000;
const CONNECTIONS = 4;

type Row = { created_at: number; send_at: number | null; accepted_at: number | null };

/** A person who sends, and what became of it, as the queue's table has it. */
interface Sender {
  send(subject: string, more?: { sendAt?: number; uploads?: unknown[] }): Promise<unknown>;
  allAccepted(subject: string, count: number): Promise<Row[]>;
  close(): void;
}

async function sender(server: Server, client: Client, peer: LabUser): Promise<Sender> {
  const { accounts } = await client.json<{ accounts: { id: number }[] }>('/api/folders');
  await client.json('/api/settings', { method: 'PATCH', body: JSON.stringify({ undoSeconds: 0 }) });
  const db = new Sqlite(`${server.dataDir}/pennypost.db`, { readonly: true });
  const rows = db.prepare('select created_at, send_at, accepted_at from outbox where subject = ?');
  return {
    send: (subject, { sendAt, uploads = [] } = {}) => {
      const key = randomBytes(8).toString('hex');
      const draft = {
        key,
        accountId: accounts[0]!.id,
        mode: 'new',
        originalId: null,
        to: [{ name: '', address: peer.address }],
        cc: [],
        bcc: [],
        subject,
        html: '<p>A short message.</p>',
        text: '',
        uploads,
        editedAt: Date.now(),
      };
      const body = JSON.stringify({ draft, idempotencyKey: key, sendAt });
      return client.json('/api/send', { method: 'POST', body });
    },
    allAccepted: (subject, count) =>
      until(async () => {
        const found = rows.all(subject) as Row[];
        return found.length === count && found.every((row) => row.accepted_at !== null) ? found : null;
      }, 100),
    close: () => db.close(),
  };
}

/** `user` is signed in on `client`; `peer` gets the mail. */
export async function queueFigures(
  lab: Lab,
  server: Server,
  client: Client,
  user: LabUser,
  peer: LabUser,
): Promise<Record<string, number>> {
  const { send, allAccepted, close } = await sender(server, client, peer);
  const clicks: number[] = [];
  for (let single = 0; single < SINGLES; single++) {
    const start = performance.now();
    await send('bench single');
    clicks.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const waits = (await allAccepted('bench single', SINGLES)).map((row) => row.accepted_at! - row.created_at);
  // All are due at the same moment.
  const due = Date.now() + 10_000 + MANY * 30;
  for (let many = 0; many < MANY; many++) await send('bench many', { sendAt: due });
  const last = Math.max(...(await allAccepted('bench many', MANY)).map((row) => row.accepted_at!));
  const ours = MANY / ((last - due) / 1000);
  const raw = await rawRate(lab, user, peer);
  close();
  return {
    send_click_to_queued_p50: rounded(percentile(clicks, 0.5)),
    send_click_to_queued_ms: rounded(percentile(clicks, 0.95)),
    send_queued_to_accepted_p50: rounded(percentile(waits, 0.5)),
    send_queued_to_accepted_ms: rounded(percentile(waits, 0.95)),
    queue_rate_per_s: rounded(ours),
    raw_queue_rate_per_s: rounded(raw),
    queue_to_raw: ratio(ours, raw),
  };
}

/** The limit: nodemailer's pool with as many connections, storing nothing. */
async function rawRate(lab: Lab, user: LabUser, peer: LabUser): Promise<number> {
  const pool = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: 100,
    host: 'localhost',
    port: lab.ports.submission,
    requireTLS: true,
    tls: { rejectUnauthorized: false },
    auth: { user: user.username, pass: user.password },
  });
  const message = {
    envelope: { from: user.address, to: peer.address },
    from: user.address,
    to: peer.address,
    subject: 'bench raw',
    html: '<p>A short message.</p>',
    text: 'A short message.',
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: MANY }, () => pool.sendMail(message)));
  const rate = MANY / ((performance.now() - start) / 1000);
  pool.close();
  return rate;
}

/** What 50 messages of 20 MB cost in memory over idle: while they are queued, and until all have been handed over. */
export async function queueMemory(
  server: Server,
  client: Client,
  peer: LabUser,
): Promise<Record<string, number>> {
  const { send, allAccepted, close } = await sender(server, client, peer);
  type Health = { load: { rssMb: number } };
  const rss = async () => (await client.json<Health>('/api/health')).load.rssMb;
  const idle = await rss();
  let peak = idle;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await rss());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const upload = await client.upload('big.bin', randomBytes(BIG_OCTETS));
  const due = Date.now() + BIG * 1500;
  for (let big = 0; big < BIG; big++) await send('bench big', { sendAt: due, uploads: [upload] });
  const queued = peak;
  await allAccepted('bench big', BIG);
  isOver = true;
  await watching;
  close();
  return {
    queue_idle_mb: idle,
    queue_big_over_idle_mb: queued - idle,
    queue_big_sent_over_idle_mb: peak - idle,
  };
}
