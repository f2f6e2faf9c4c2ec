// Recognizes a message by its octets, whatever the server that has it now added on the way.
import { createHash, type Hash } from 'node:crypto';
import { headerOctets } from './parse-headers';

/** What servers and programs write into a message that lies in a mailbox: it says nothing about which message it is. */
const ADDED =
  /^(?:status|x-status|x-uid|x-uidl|x-keywords|x-imap(?:base)?|x-mozilla-[\w-]+|content-length|lines)[ \t]*:/iu;
const MAX_HEAD = 1024 * 1024;

/** A message's digests: of its header section, and of all of it. Both hex. */
export interface MessageDigest {
  head: string;
  whole: string;
}

/** Feed it the message's octets in order. */
export class Digester {
  #pieces: Buffer[] = [];
  #length = 0;
  #tail = '\n';
  #hash: Hash | null = null;
  #head = '';

  feed(chunk: Buffer): void {
    if (this.#hash) return void this.#hash.update(chunk);
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    // The end of the header may lie across chunks; a message may begin with it.
    const seen = this.#tail + chunk.toString('latin1');
    this.#tail = seen.slice(-2);
    if (this.#length > MAX_HEAD || /\n\r?\n/u.test(seen)) this.#begin();
  }

  end(): MessageDigest {
    if (!this.#hash) this.#begin();
    return { head: this.#head, whole: this.#hash!.digest('hex') };
  }

  #begin(): void {
    const all = Buffer.concat(this.#pieces);
    const head = headerOctets(all);
    this.#pieces = [];
    this.#head = headDigest(head);
    this.#hash = createHash('sha256').update(essence(head)).update(all.subarray(head.length));
  }
}

/** The digest of a header section, as TOP gives it or as it stands in the message. */
export function headDigest(octets: Buffer): string {
  return createHash('sha256')
    .update(essence(headerOctets(octets)))
    .digest('hex');
}

/**
 * True when no two different messages have this header section: it carries an id (RFC 5322 3.6.4), or the trace of a transfer (3.6.7).
 */
export function isTelling(head: Buffer): boolean {
  return /^(?:message-id|received)[ \t]*:[ \t]*\S/imu.test(headerOctets(head).toString('latin1'));
}

/** The fields without those that were added, one line each. */
function essence(head: Buffer): string {
  const fields = head
    .toString('latin1')
    .replace(/\r\n|\r/gu, '\n')
    .replace(/\n+$/u, '')
    .split(/\n(?![ \t])/u);
  return fields.filter((field) => !ADDED.test(field)).join('\n');
}
