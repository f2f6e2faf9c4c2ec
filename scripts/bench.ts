// `npm run bench [-- --messages N --rtt MS --json FILE]`: the figures of ours beside a raw IMAP connection, in one run.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import { browserFigures } from './bench/browser';
import { busyFigures } from './bench/busy';
import { Client } from './bench/client';
import { percentile, ratio, rounded, timeEach, until } from './bench/figures';
import { idleFigures } from './bench/idle-accounts';
import { keepUpFigures } from './bench/keep-up';
import { pushFigures } from './bench/push';
import { queueFigures, queueMemory } from './bench/queue';
import { rawFigures, rawTextFigures } from './bench/raw';
import { startDelayProxy } from './lab/delay-proxy';
import { generateMailbox } from './lab/generate';
import { startLab } from './lab/lab';
import { startServer } from './lab/server';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    rtt: { type: 'string', default: '0' },
    json: { type: 'string' },
  },
});
const count = Number(values.messages);
const rtt = Number(values.rtt);
const figures: Record<string, number> = { messages: count, rtt_ms: rtt };
const note = (fresh: Record<string, number>) => {
  Object.assign(figures, fresh);
  for (const [name, value] of Object.entries(fresh)) console.log(name.padEnd(28), value);
};

const lab = await startLab();
const [mine, raw, small] = [await lab.createUser(), await lab.createUser(), await lab.createUser()];
console.log(`Filling two mailboxes of ${count} messages and one of 1,000 …`);
for (const user of [mine, raw]) lab.fillMaildir(user, 'INBOX', generateMailbox({ count, seed: 1 }));
lab.fillMaildir(small, 'INBOX', generateMailbox({ count: 1000, seed: 1 }));
const proxy = rtt > 0 ? await startDelayProxy({ target: lab.ports.imaps, rttMs: rtt }) : null;
const server = await startServer(lab, { LOG_LEVEL: 'silent' }, proxy?.port ?? lab.ports.imaps);

try {
  const client = new Client(server.url);
  type Health = { load: { rssMb: number; eventLoopP99Ms: number } };
  await client.json<Health>('/api/health');
  let start = performance.now();
  await client.signIn(mine);
  const inbox = await until(() => client.inbox());
  await until(async () => (await client.list(inbox.id)).rows.length >= Math.min(50, count / 2));
  note({ first_rows_ms: rounded(performance.now() - start) });
  start = performance.now();
  await client.json<Health>('/api/health');
  await until(async () => ((await client.inbox())?.progress ?? null) === null, 200);
  const seconds = (performance.now() - start) / 1000;
  const load = (await client.json<Health>('/api/health')).load;
  note({ index_rows_per_s: Math.round(count / seconds), event_loop_p99_ms: load.eventLoopP99Ms });

  // Texts follow the rows at once: the raw connection waits until they are there, so that each is measured alone.
  start = performance.now();
  const db = new Sqlite(`${server.dataDir}/pennypost.db`, { readonly: true });
  const left = db.prepare(
    'select count(*) as n from message where text_indexed = 0 and structure_json is not null',
  );
  const texts = (left.get() as { n: number }).n;
  await until(async () => (left.get() as { n: number }).n === 0, 500);
  note({ text_rows_per_s: Math.round(texts / ((performance.now() - start) / 1000)) });
  // What is merged in the background would slow down the raw connection, and all that is measured next.
  start = performance.now();
  // FTS5 rests with up to 15 parts on each level.
  const parts = db.prepare('select count(distinct segid) as n from message_text_idx');
  const isMerged = async () => (parts.get() as { n: number }).n < 40;
  await until(isMerged, 500);
  note({ text_upkeep_s: rounded((performance.now() - start) / 1000) });
  note(await rawFigures(lab, raw));
  note(await rawTextFigures(lab, raw));
  note({
    index_to_raw: ratio(figures.index_rows_per_s!, figures.raw_index_rows_per_s!),
    text_to_raw: ratio(figures.text_rows_per_s!, figures.raw_text_rows_per_s!),
  });

  const tiny = new Client(server.url);
  await tiny.signIn(small);
  const tinyInbox = await until(() => tiny.inbox());
  await until(async () => (await tiny.inbox())?.progress === null, 100);
  // In turns: what else the machine does meanwhile meets both.
  const list: number[] = [];
  const list1k: number[] = [];
  for (let turn = 0; turn < 10; turn++) {
    list.push(...(await timeEach(30, () => client.list(inbox.id))));
    list1k.push(...(await timeEach(30, () => tiny.list(tinyInbox.id))));
  }
  note({
    list_p50: rounded(percentile(list, 0.5)),
    list_p95: rounded(percentile(list, 0.95)),
    list_1k_p50: rounded(percentile(list1k, 0.5)),
  });

  const { rows } = await client.list(inbox.id);
  const messages: number[] = [];
  for (const { id } of rows) {
    const conversation = await client.json<{ messages: { id: number }[] }>(`/api/conversations/${id}`);
    messages.push(conversation.messages.at(-1)!.id);
  }
  const open = (index: number) => client.text(`/api/messages/${messages[index % messages.length]}/body`);
  const uncached = await timeEach(messages.length, open);
  const cached = await timeEach(200, open);
  note({
    open_uncached_p50: rounded(percentile(uncached, 0.5)),
    open_uncached_p95: rounded(percentile(uncached, 0.95)),
    open_cached_p50: rounded(percentile(cached, 0.5)),
    open_cached_p95: rounded(percentile(cached, 0.95)),
  });

  const words = ['the report', 'meeting budget', 'please invoice', 'project review', 'zebra quartz'];
  const search = await timeEach(100, (index) =>
    client.text(`/api/search?q=${encodeURIComponent(words[index % words.length]!)}`),
  );
  note({
    search_word_p50: rounded(percentile(search, 0.5)),
    search_word_ms: rounded(percentile(search, 0.95)),
  });

  let requests = 0;
  const end = performance.now() + 5000;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (performance.now() < end) {
        await client.list(inbox.id);
        requests++;
      }
    }),
  );
  note({ load_rps: Math.round(requests / 5) });
  note(await pushFigures(lab, mine, client));
  note({ rss_mb: (await client.json<Health>('/api/health')).load.rssMb });
  note(await busyFigures(server.url, raw, client, inbox.id));
  note({ rss_two_accounts_mb: (await client.json<Health>('/api/health')).load.rssMb });
  // What the queue does is measured beside nothing else, as raw nodemailer is; nor does anybody here get the mail.
  await until(async () => (left.get() as { n: number }).n === 0, 500);
  await until(isMerged, 500);
  const peer = await lab.createUser();
  note(await queueFigures(lab, server, tiny, small, peer));
  note(await queueMemory(server, tiny, peer));
  note(await browserFigures(server.url, mine));
  db.close();
  note(await keepUpFigures(lab));
  note(await idleFigures(lab));
} finally {
  await server.remove();
  await proxy?.close();
  await lab.close();
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
process.exit(0);
