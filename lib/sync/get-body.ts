// A body ready to show: from the cache, else its header and text parts are fetched, decoded and sanitized.
import type { Body } from '@/lib/contract/mail';
import { decodeText } from '@/lib/mime/decode-part';
import { unflow } from '@/lib/mime/flowed';
import { htmlToText } from '@/lib/mime/html-to-text';
import { parseHeaders } from '@/lib/mime/parse-headers';
import type { MimePart } from '@/lib/mime/part';
import { sanitizeHtml } from '@/lib/mime/sanitize-html';
import { attachmentsOf, readableParts } from '@/lib/mime/structure';
import { textToHtml } from '@/lib/mime/text-to-html';
import { env } from '@/lib/runtime/env';
import { once } from '@/lib/runtime/once';
import { type CachedBody, getCachedBody, saveBody } from '@/lib/store/bodies';
import type { Db } from '@/lib/store/db';
import type { MessageRow } from '@/lib/store/read-messages';
import { type OpenedMessage, withMessage } from './opened-message';
import { readBounded } from './read-bounded';

const MAX_TEXT = 2_000_000;
const CUT = 'This message is very long: its end is not shown here. Download the source to read all of it.';
const BROKEN = 'Parts of this message could not be read. Its source shows everything there is.';

/** Bodies on their way, by message: whoever asks for one meanwhile waits for the same. */
const underway = once('bodies-underway', () => new Map<number, Promise<CachedBody>>());

/** The body of a message that the caller may read; `html` is the raw HTML, not sanitized yet. */
export async function getBody(db: Db, message: MessageRow): Promise<CachedBody> {
  const cached = await getCachedBody(db, message.id);
  if (cached) return cached;
  const asked = underway.get(message.id) ?? fetchBody(db, message).finally(() => underway.delete(message.id));
  underway.set(message.id, asked);
  return asked;
}

async function fetchBody(db: Db, message: MessageRow): Promise<CachedBody> {
  const fresh = await withMessage(message, (opened) => read(opened, message.id));
  await saveBody(db, message.id, fresh.body, fresh.html, env().BODY_CACHE_MB * 1024 * 1024);
  return fresh;
}

async function read(opened: OpenedMessage, messageId: number): Promise<CachedBody> {
  const structure = await opened.structure();
  const headers = parseHeaders(await opened.header());
  let problem: string | null = structure === null ? BROKEN : null;
  const textOf = async (part: MimePart | null) => {
    if (!part) return null;
    try {
      const { source, encoding } = await opened.part(part);
      const bytes = await readBounded(source, MAX_TEXT);
      if (bytes.length > MAX_TEXT) problem = CUT;
      const decoded = decodeText(bytes.subarray(0, MAX_TEXT), encoding, part.parameters.charset);
      const isFlowed = part.type === 'text/plain' && part.parameters.format?.toLowerCase() === 'flowed';
      return isFlowed ? unflow(decoded, part.parameters.delsp?.toLowerCase() === 'yes') : decoded;
    } catch (error) {
      if (!opened.usable) throw error;
      problem = BROKEN;
      return null;
    }
  };
  const parts = structure ? readableParts(structure) : { html: null, text: null, more: [] };
  const more: { html: string; text: string }[] = [];
  const first = await textOf(parts.html);
  const own = (await textOf(parts.text)) ?? (first === null ? '' : htmlToText(first));
  // Text between pictures, a list's footer: shown below, in the same kind.
  for (const part of parts.more) {
    const content = (await textOf(part)) ?? '';
    const isHtml = part.type === 'text/html';
    more.push({
      html: isHtml ? content : textToHtml(content),
      text: isHtml ? htmlToText(content) : content,
    });
  }
  const html = first === null ? null : [first, ...more.map((one) => one.html)].join('<hr>');
  const text = [own, ...more.map((one) => one.text)].filter((one) => one !== '').join('\n\n');
  const nowhere = { images: 'blocked' as const, cidUrl: () => null, proxyUrl: (url: string) => url };
  const body: Body = {
    messageId,
    kind: html !== null ? 'html' : text === '' ? 'empty' : 'text',
    text,
    hasRemoteContent: html !== null && sanitizeHtml(html, nowhere).hasRemoteContent,
    attachments: structure ? attachmentsOf(structure) : [],
    headers,
    problem,
  };
  return { body, html };
}
