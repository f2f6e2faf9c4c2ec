// The limit: what imapflow alone does on the same mailbox, storing nothing.
import type { ImapFlow } from 'imapflow';
import type { Lab, LabUser } from '../lab/lab';
import { percentile, rounded, timeEach } from './figures';

const WHOLE = {
  uid: true,
  flags: true,
  internalDate: true,
  envelope: true,
  size: true,
  bodyStructure: true,
  headers: ['references'],
};

/** Rows a second over the whole INBOX on a cold mailbox, then the newest 50 on the warm connection. */
export async function rawFigures(lab: Lab, user: LabUser): Promise<Record<string, number>> {
  const client: ImapFlow = await lab.connectImap(user);
  const { exists } = await client.mailboxOpen('INBOX');
  const start = performance.now();
  let rows = 0;
  for await (const message of client.fetch('1:*', WHOLE)) if (message.envelope) rows++;
  const seconds = (performance.now() - start) / 1000;
  const light = { uid: true, flags: true, envelope: true };
  const times = await timeEach(20, () => client.fetchAll(`${Math.max(1, exists - 49)}:*`, light));
  await client.logout();
  return { raw_index_rows_per_s: Math.round(rows / seconds), raw_fetch50: rounded(percentile(times, 0.5)) };
}
