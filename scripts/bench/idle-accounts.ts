// What an account costs while nobody looks: memory of 200 of them, each with its watching connection.
import type { Lab } from '../lab/lab';
import { startServer } from '../lab/server';
import { Client } from './client';
import { until } from './figures';

const ACCOUNTS = 200;
/** Work's connections are closed after 20 seconds; then the heap comes to rest. */
const REST_MS = 45_000;

/** Megabytes an account, its socket included, and what the process has in all. */
export async function idleFigures(lab: Lab): Promise<Record<string, number>> {
  const server = await startServer(lab, { LOG_LEVEL: 'silent' });
  try {
    const rss = async (client: Client) =>
      (await client.json<{ load: { rssMb: number } }>('/api/health')).load.rssMb;
    const signIn = async () => {
      const user = await lab.createUser();
      await lab.append(user, 'INBOX', 'Subject: One\r\n\r\nOne.\r\n');
      const client = new Client(server.url);
      await client.signIn(user);
      return client;
    };
    // The first ones warm everything up.
    let client = await signIn();
    for (let n = 1; n < 20; n++) client = await signIn();
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const before = await rss(client);
    for (let n = 0; n < ACCOUNTS; n++) client = await signIn();
    await until(async () => (await client.inbox())?.total === 1, 100);
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const after = await rss(client);
    return {
      idle_accounts: ACCOUNTS,
      idle_account_mb: Math.round(((after - before) / ACCOUNTS) * 100) / 100,
      idle_rss_mb: after,
    };
  } finally {
    await server.remove();
  }
}
