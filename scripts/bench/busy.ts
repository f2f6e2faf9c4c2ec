// The event loop while one mailbox is indexed and eight clients list another.
import type { LabUser } from '../lab/lab';
import { Client } from './client';
import { percentile, rounded, timeEach, until } from './figures';

const CLIENTS = 8;
interface Health {
  load: { rssMb: number; eventLoopP99Ms: number };
}

/** `fresh` was never signed in; `client` lists `folderId`, which is in step. */
export async function busyFigures(
  url: string,
  fresh: LabUser,
  client: Client,
  folderId: number,
): Promise<Record<string, number>> {
  const newcomer = new Client(url);
  await newcomer.signIn(fresh);
  // Before its first rows an inbox has no progress to show.
  const inbox = await until(() => newcomer.inbox());
  await until(async () => (await newcomer.list(inbox.id)).rows.length > 0);
  // Its first rows are there a moment before it is known how many more there are.
  await until(async () => ((await newcomer.inbox())?.progress ?? null) !== null);
  await client.json<Health>('/api/health');
  let isDone = false;
  const listing = Array.from({ length: CLIENTS }, async () => {
    const times: number[] = [];
    while (!isDone) {
      times.push(...(await timeEach(1, () => client.list(folderId))));
      // A person reads; eight of them that never wait would be a load test.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return times;
  });
  await until(async () => ((await newcomer.inbox())?.progress ?? null) === null, 500);
  isDone = true;
  const { load } = await client.json<Health>('/api/health');
  const times = (await Promise.all(listing)).flat();
  return { busy_event_loop_p99_ms: load.eventLoopP99Ms, busy_list_p95: rounded(percentile(times, 0.95)) };
}
