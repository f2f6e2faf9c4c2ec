import { expect, test } from 'vitest';
import type { RemoteEnvelope } from '@/lib/providers/types';
import { toMessage } from './to-message';

test('of each list of people so many are kept, and one more that tells of the others', () => {
  const people = Array.from({ length: 5000 }, (_, n) => ({ name: '', address: `p${n}@example.org` }));
  const lists = { from: people, sender: people, replyTo: people, to: people, cc: people, bcc: people };
  const envelope: RemoteEnvelope = {
    uid: 1,
    flags: { seen: false, flagged: false, answered: false, draft: false, deleted: false },
    subject: 'All',
    ...lists,
    sentAt: null,
    receivedAt: 1,
    size: 1,
    messageId: null,
    inReplyTo: null,
    references: [],
    emailId: null,
    structure: null,
  };
  const message = toMessage(envelope, 1)!;
  for (const list of ['from', 'sender', 'replyTo', 'to', 'cc', 'bcc'] as const)
    expect(message[list], list).toEqual(people.slice(0, 1001));
});
