// The limit: what imapflow alone does on the same mailbox, storing nothing.
import type { ImapFlow, MessageStructureObject } from 'imapflow';
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

/** Text parts a second, each the same that search reads, up to 32 KB, as few commands as there are part numbers. */
export async function rawTextFigures(lab: Lab, user: LabUser): Promise<Record<string, number>> {
  const client: ImapFlow = await lab.connectImap(user);
  await client.mailboxOpen('INBOX');
  const byPart = new Map<string, number[]>();
  for await (const message of client.fetch('1:*', { uid: true, bodyStructure: true })) {
    const part =
      textPart(message.bodyStructure!, 'text/plain') ?? textPart(message.bodyStructure!, 'text/html');
    if (part) byPart.get(part)?.push(message.uid) ?? byPart.set(part, [message.uid]);
  }
  const start = performance.now();
  let texts = 0;
  for (const [part, uids] of byPart)
    for (let from = 0; from < uids.length; from += 1000) {
      const query = { uid: true, bodyParts: [{ key: part, start: 0, maxLength: 32 * 1024 }] };
      for await (const message of client.fetch(uids.slice(from, from + 1000).join(), query, { uid: true }))
        if (message.bodyParts) texts++;
    }
  const seconds = (performance.now() - start) / 1000;
  await client.logout();
  return { raw_text_rows_per_s: Math.round(texts / seconds) };
}

/** The number of the first part of a type. */
function textPart(root: MessageStructureObject, type: string): string | undefined {
  if (root.type === type) return root.part ?? '1';
  for (const child of root.childNodes ?? []) {
    const part = textPart(child, type);
    if (part) return part;
  }
  return undefined;
}

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
