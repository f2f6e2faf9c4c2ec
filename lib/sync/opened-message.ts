// Where a message's octets come from: this store when it is their home, else the IMAP server. What reads messages knows only this.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '@/lib/errors';
import { openLeaf } from '@/lib/mime/open-leaf';
import { headerOctets } from '@/lib/mime/parse-headers';
import type { MimePart } from '@/lib/mime/part';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { fetchHeader, fetchPart, fetchRaw } from '@/lib/providers/imap/fetch-part';
import { fetchStructure } from '@/lib/providers/imap/fetch-structure';
import { store } from '@/lib/store/db';
import { rawPathOf } from '@/lib/store/local-messages';
import { openRaw, rawFile } from '@/lib/store/raw-files';
import type { MessageRow } from '@/lib/store/read-messages';
import { sourceOnTheWay } from '@/lib/store/transfer-queue';
import { atServer, whereIs } from './at-server';
import { withConnection } from './people-connection';

const LONGEST_HEADER = 1024 * 1024;

/** A message that can be read now. */
export interface OpenedMessage {
  /** False when the way to the octets broke: nothing more can be read, and trying again may help. */
  readonly usable: boolean;
  structure(): Promise<MimePart | null>;
  /** The header section, at most a megabyte of it. */
  header(): Promise<Buffer>;
  /** A leaf's octets, which are still in `encoding` (RFC 2045 6). Throws 'message-gone' when it is not there. */
  part(part: MimePart): Promise<{ source: Readable; encoding: string }>;
  /** All of it, RFC 5322 octets. */
  raw(): Promise<Readable>;
}

/**
 * Runs `use` on the opened message; for IMAP it may run again, on a new connection or where
 * the message was moved meanwhile, so it must be safe to repeat. Throws AppError.
 */
export async function withMessage<T>(message: MessageRow, use: (m: OpenedMessage) => Promise<T>): Promise<T> {
  const db = await store();
  const path = await rawPathOf(db, message.id);
  if (path !== null) return use(stored(message, path));
  const open = (c: ImapConnection) => (folder: string, uid: number) =>
    use({
      get usable() {
        return c.usable;
      },
      structure: async () => message.structure ?? (await fetchStructure(c, folder, uid)),
      header: () => fetchHeader(c, folder, uid),
      part: async ({ part, encoding }) => ({ source: await fetchPart(c, folder, uid, part), encoding }),
      raw: () => fetchRaw(c, folder, uid),
    });
  const way = await sourceOnTheWay(db, message.id);
  const there = way && (await rawPathOf(db, way.id));
  if (there !== null) return use(stored(message, there));
  if (way)
    return withConnection(way.accountId, async (c) => {
      const { path: folder, uid } = await whereIs(c, way);
      return open(c)(folder, uid);
    });
  return withConnection(message.accountId, (c) => atServer(c, message, open(c)));
}

/** base64 and quoted-printable come undone already; older encodings do not. */
const UNDONE = /^(?:base64|quoted-printable)$/iu;

function stored(message: MessageRow, path: string): OpenedMessage {
  return {
    usable: true,
    structure: async () => message.structure,
    header: async () =>
      headerOctets(await buffer(createReadStream(rawFile(path), { end: LONGEST_HEADER - 1 }))),
    part: async ({ part, encoding }) => {
      const source = await openLeaf(openRaw(path), part);
      if (!source)
        throw new AppError('message-gone', { userMessage: 'This part of the message cannot be read.' });
      return { source, encoding: UNDONE.test(encoding.trim()) ? 'binary' : encoding };
    },
    raw: async () => openRaw(path),
  };
}
