// Takes a message's octets in: on disk first, then read for what the index keeps of it. The row comes after (store/local-messages.ts).
import type { Readable } from 'node:stream';
import { Digester, type MessageDigest } from '@/lib/mime/message-digest';
import { dateOf, headerValue } from '@/lib/mime/parse-headers';
import { parseMessage } from '@/lib/mime/parse-message';
import { snippetOf } from '@/lib/mime/snippet';
import type { RemoteFlags } from '@/lib/providers/types';
import type { LocalMessage } from '@/lib/store/local-messages';
import { openRaw, type RawBatch } from '@/lib/store/raw-files';
import { toMessage } from './to-message';

const MAX_TEXT = 32 * 1024;
/** Reading one message must not take longer: what is known by then is kept, and its source is there. */
const LONGEST_MS = 10_000;
/** Of a larger one the beginning tells who, when and what about. */
const MAX_PARSED = 32 * 1024 * 1024;

/** How it is to be shown. `receivedAt` (epoch ms) null: as its own header says. */
export interface Arrival {
  flags: Partial<RemoteFlags>;
  receivedAt: number | null;
}

/** Writes and reads one message. Throws when the disk does; a message that cannot be read is kept all the same. */
export async function keepRaw(
  batch: RawBatch,
  octets: AsyncIterable<Buffer> | Iterable<Buffer>,
  arrival: Arrival,
): Promise<Omit<LocalMessage, 'ledger'> & { digest: MessageDigest }> {
  const digester = new Digester();
  const raw = await batch.write(octets, (chunk) => digester.feed(chunk));
  const digest = digester.end();
  const read = await readRaw(() => openRaw(raw.path), raw.octets, arrival);
  return { ...read, raw: { ...raw, whole: digest.whole }, digest };
}

/** What the index keeps of a raw message. */
async function readRaw(
  open: () => Readable,
  octets: number,
  arrival: Arrival,
): Promise<Pick<LocalMessage, 'message' | 'text' | 'snippet'>> {
  const parsed = await parseMessage(open(), {
    signal: AbortSignal.timeout(LONGEST_MS),
    maxOctets: MAX_PARSED,
  });
  const { envelope, structure } = parsed;
  const text = (parsed.text ?? '').slice(0, MAX_TEXT);
  // RFC 5321 4.4: the newest trace stands on top, its date behind the last semicolon.
  const traced = headerValue(parsed.headers, 'Received')?.split(';').at(-1) ?? null;
  const now = Date.now();
  const receivedAt = arrival.receivedAt ?? dateOf(traced);
  const message = toMessage(
    {
      ...envelope,
      uid: 0,
      flags: { seen: false, flagged: false, answered: false, draft: false, ...arrival.flags, deleted: false },
      sentAt: envelope.date,
      receivedAt,
      size: octets,
      structure,
      emailId: null,
    },
    now,
  )!;
  return { message, text, snippet: snippetOf(text) };
}
