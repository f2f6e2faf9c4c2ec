// An envelope as the server gave it, as a row of the index.
import type { Address } from '@/lib/contract/mail';
import { MOST_PEOPLE } from '@/lib/contract/most-people';
import { attachmentsOf } from '@/lib/mime/structure';
import type { RemoteEnvelope } from '@/lib/providers/types';
import type { NewMessage } from '@/lib/store/messages';

const kept = (people: Address[]) => people.slice(0, MOST_PEOPLE + 1);

/** Null for messages marked \Deleted: another client deleted them, the server just has not expunged yet. */
export function toMessage(envelope: RemoteEnvelope, now: number): NewMessage | null {
  if (envelope.flags.deleted) return null;
  const { structure } = envelope;
  const received = envelope.receivedAt ?? envelope.sentAt ?? now;
  // A date from the future would stay on top of the list for ever.
  const date =
    envelope.sentAt === null || envelope.sentAt > received + 24 * 3600_000 ? received : envelope.sentAt;
  return {
    uid: envelope.uid,
    flags: envelope.flags,
    subject: envelope.subject,
    from: kept(envelope.from),
    sender: kept(envelope.sender),
    replyTo: kept(envelope.replyTo),
    to: kept(envelope.to),
    cc: kept(envelope.cc),
    bcc: kept(envelope.bcc),
    date,
    size: envelope.size,
    messageId: envelope.messageId,
    inReplyTo: envelope.inReplyTo,
    references: envelope.references,
    structure,
    emailId: envelope.emailId,
    hasAttachment: structure !== null && attachmentsOf(structure).some(({ inline }) => !inline),
  };
}
