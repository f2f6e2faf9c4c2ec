// For tests: what a mail server has, read whole and afresh: the truth that the index is compared with.
import type { ImapFlow } from 'imapflow';

/** One message, as both sides tell it in a line. */
export interface Held {
  uid: number;
  subject: string;
  flags: string;
}

/** Folder path to its messages by UID; null for a folder that holds none. */
export type Holding = Map<string, { uidValidity: string; messages: Held[] } | null>;

/** Reads all folders; messages marked \Deleted count as gone. */
export async function fetchAll(client: ImapFlow): Promise<Holding> {
  const holding: Holding = new Map();
  const listed = await client.list();
  const parents = new Set(listed.map(({ parentPath }) => parentPath));
  for (const { path, flags } of listed) {
    if (flags.has('\\NonExistent') && !parents.has(path)) continue;
    if (flags.has('\\Noselect') || flags.has('\\NonExistent')) {
      holding.set(path, null);
      continue;
    }
    const mailbox = await client.mailboxOpen(path);
    const messages: Held[] = [];
    if (mailbox.exists > 0)
      for await (const row of client.fetch('1:*', { uid: true, flags: true, envelope: true, size: true }))
        if (row.flags && !row.flags.has('\\Deleted'))
          messages.push({
            uid: row.uid,
            subject: `${row.envelope?.subject ?? ''} ${row.envelope?.messageId ?? '-'} ${row.size}`,
            flags: ['Seen', 'Flagged', 'Answered', 'Draft']
              .filter((name) => row.flags?.has(`\\${name}`))
              .join(' '),
          });
    messages.sort((a, b) => a.uid - b.uid);
    holding.set(path, { uidValidity: String(mailbox.uidValidity), messages });
  }
  return holding;
}
