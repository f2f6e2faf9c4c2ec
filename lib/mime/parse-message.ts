// A whole raw message, parsed: for messages that no IMAP server has taken apart for us. The parser behind it is mailparser's.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { MailParser } from 'mailparser';
import type { Address } from '@/lib/contract/mail';
import { cleanLine } from './clean-text';
import { decodeCharset } from './charset';
import { decodeWords } from './encoded-words';
import { unflow } from './flowed';
import { htmlToText } from './html-to-text';
import {
  addressesOf,
  dateOf,
  type HeaderField,
  headerOctets,
  headerValue,
  messageIds,
  parseHeaders,
  rawHeaders,
} from './parse-headers';
import type { MimePart } from './part';
import { type ParserNode, toStructure } from './parser-tree';
import { allParts, readableParts } from './structure';
import { decodeTransfer } from './transfer-encoding';

/** Who, when, about what: cleaned, never null where a list or a text can be empty. */
export interface ParsedEnvelope {
  subject: string;
  from: Address[];
  sender: Address[];
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  /** Epoch ms; null when absent or absurd. */
  date: number | null;
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
}

/** A parsed message. Part numbers are those of IMAP (RFC 3501 6.4.5). */
export interface ParsedMessage {
  headers: HeaderField[];
  envelope: ParsedEnvelope;
  structure: MimePart | null;
  html: string | null;
  text: string | null;
  /** A leaf's decoded octets; null when there is no such part, or it was beyond the bounds. */
  content: (part: string) => Buffer | null;
  /** What was wrong, in a sentence; what could be read is here all the same. */
  problem: string | null;
}

/** Bounds. The caller brings the time limit as a signal: nothing here looks at a clock. */
export interface ParseLimits {
  signal?: AbortSignal;
  maxOctets?: number;
}

const MAX_OCTETS = 64 * 1024 * 1024;
const MAX_PARTS = 1000;
const MAX_HEAD = 1024 * 1024;

const BROKEN = 'This message is damaged and could not be read in full. Its source shows everything there is.';
const TOO_LARGE = 'This message is too large to be shown in full. Its source shows everything there is.';
const TOO_LONG = 'Reading this message took too long. Its source shows everything there is.';

/** Parses; never throws and never waits for more than the source gives. Whatever fails, headers and a problem come back. */
export async function parseMessage(raw: Readable | Buffer, limits: ParseLimits = {}): Promise<ParsedMessage> {
  const contents = new Map<string, Buffer>();
  const reading = await read(raw, contents, limits);
  const bytes = reading.head;
  let structure: MimePart | null = null;
  let { problem } = reading;
  try {
    structure = reading.tree ? toStructure(reading.tree, contents) : null;
    if (structure) undoOldEncodings(structure, contents);
  } catch {
    problem ??= BROKEN;
  }
  if (structure === null || allParts(structure).length === 0) problem ??= BROKEN;
  return {
    headers: parseHeaders(bytes),
    envelope: envelopeOf(rawHeaders(bytes)),
    structure,
    ...textsOf(structure, contents),
    content: (part) => contents.get(part) ?? null,
    problem,
  };
}

interface Reading {
  head: Buffer;
  tree: ParserNode | null;
  problem: string | null;
}

async function read(
  raw: Readable | Buffer,
  contents: Map<string, Buffer>,
  { signal, maxOctets = MAX_OCTETS }: ParseLimits,
): Promise<Reading> {
  const head: Buffer[] = [];
  let octets = 0;
  let problem: string | null = null;
  const bounded = async function* () {
    for await (const chunk of raw instanceof Readable ? raw : [raw]) {
      const piece = Buffer.from(chunk as Buffer);
      if (octets < MAX_HEAD) head.push(piece.subarray(0, MAX_HEAD - octets));
      const left = maxOctets - octets;
      octets += piece.length;
      if (left > 0) yield piece.subarray(0, left);
      if (octets <= maxOctets) continue;
      problem = TOO_LARGE;
      return;
    }
  };
  const parser = newParser();
  const source = Readable.from(bounded(), { objectMode: false });
  try {
    await consume(source, parser, contents, signal);
  } catch {
    problem ??= signal?.aborted ? TOO_LONG : BROKEN;
  } finally {
    source.destroy();
    parser.destroy();
  }
  return { head: headerOctets(Buffer.concat(head)), tree: parser.tree || null, problem };
}

type TreeParser = MailParser & { textTypes: string[]; tree: ParserNode | false };

/**
 * The parser's own reading of texts is switched off (no type is a text): it refuses charsets that we read, and joins texts that
 * we keep apart. Each leaf comes as a stream of decoded octets, and the tree holds the structure.
 */
export function newParser(): TreeParser {
  const options = {
    checksumAlgo: false as const,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
    // An attached message is one attachment, as for IMAP clients that do not look inside.
    ignoreEmbedded: true,
    maxHeadSize: MAX_HEAD,
    maxChildNodes: MAX_PARTS,
  };
  const parser = new MailParser(options as ConstructorParameters<typeof MailParser>[0]) as TreeParser;
  parser.textTypes = [];
  return parser;
}

function consume(
  source: Readable,
  parser: TreeParser,
  contents: Map<string, Buffer>,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // The last leaf may still be read when the parser ends.
    const leaves: Promise<void>[] = [];
    const abort = () => reject(new Error('aborted'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const finish = (error?: Error) => {
      signal?.removeEventListener('abort', abort);
      if (error) reject(error);
      else resolve();
    };
    source.on('error', finish);
    parser.on('error', finish);
    parser.on('end', () => Promise.all(leaves).then(() => finish(), finish));
    parser.on('data', (item) => {
      if (item.type !== 'attachment') return;
      const leaf = buffer(item.content as Readable).then((octets) => {
        // A message without multipart is its own part 1 (RFC 3501 6.4.5).
        const part = item.partId ?? '1';
        if (!contents.has(part)) contents.set(part, octets);
        item.release?.();
      });
      leaves.push(leaf);
      leaf.catch(finish);
    });
    source.pipe(parser);
  });
}

/** The parser knows base64 and quoted-printable only. */
function undoOldEncodings(structure: MimePart, contents: Map<string, Buffer>): void {
  for (const { part, encoding } of allParts(structure)) {
    const octets = contents.get(part);
    if (octets && /uue/u.test(encoding)) contents.set(part, decodeTransfer(octets, encoding));
  }
}

function envelopeOf(fields: HeaderField[]): ParsedEnvelope {
  const line = (name: string) => headerValue(fields, name);
  return {
    subject: cleanLine(decodeWords(line('Subject') ?? '')),
    from: addressesOf(fields, 'From'),
    sender: addressesOf(fields, 'Sender'),
    replyTo: addressesOf(fields, 'Reply-To'),
    to: addressesOf(fields, 'To'),
    cc: addressesOf(fields, 'Cc'),
    bcc: addressesOf(fields, 'Bcc'),
    date: dateOf(line('Date')),
    messageId: messageIds(line('Message-ID'))[0] ?? null,
    inReplyTo: messageIds(line('In-Reply-To'))[0] ?? null,
    references: messageIds(line('References')),
  };
}

function textsOf(
  structure: MimePart | null,
  contents: Map<string, Buffer>,
): { html: string | null; text: string | null } {
  const readable = structure ? readableParts(structure) : { html: null, text: null };
  const decode = (part: MimePart | null) => {
    const octets = part && contents.get(part.part);
    if (!part || !octets) return null;
    const text = decodeCharset(octets, part.parameters.charset);
    const flowed = part.type === 'text/plain' && part.parameters.format?.toLowerCase() === 'flowed';
    return flowed ? unflow(text, part.parameters.delsp?.toLowerCase() === 'yes') : text;
  };
  const html = decode(readable.html);
  return { html, text: decode(readable.text) ?? (html === null ? null : htmlToText(html)) };
}
