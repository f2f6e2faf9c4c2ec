// Reading one message: its body, the page of its HTML, its parts, its source.
import type { Readable } from 'node:stream';
import type { Attachment, Body } from '@/lib/contract/mail';
import { notFound } from '@/lib/errors';
import { htmlPage } from '@/lib/mime/html-page';
import { sanitizeHtml } from '@/lib/mime/sanitize-html';
import { store } from '@/lib/store/db';
import { getMessage } from '@/lib/store/read-messages';
import { getBody as bodyOf } from '@/lib/sync/get-body';
import { openPart as partOf, openSource as sourceOf } from '@/lib/sync/open-part';

/** The body of a message of this person. */
export async function getBody(userId: number, messageId: number): Promise<Body> {
  const db = await store();
  return (await bodyOf(db, await getMessage(db, userId, messageId))).body;
}

/** The document that the reader's frame shows. Remote images come through our proxy, and only when asked for. */
export async function getHtmlPage(
  userId: number,
  messageId: number,
  options: { images: boolean; dark: boolean },
): Promise<string> {
  const db = await store();
  const { body, html } = await bodyOf(db, await getMessage(db, userId, messageId));
  if (html === null) throw notFound('message');
  const parts = new Map(body.attachments.map(({ contentId, part }) => [contentId, part]));
  const clean = sanitizeHtml(html, {
    images: options.images ? 'proxied' : 'blocked',
    dark: options.dark,
    cidUrl: (contentId) => {
      const part = parts.get(contentId);
      return part ? `/api/messages/${messageId}/parts/${part}?inline=1` : null;
    },
    proxyUrl: (url, words) => {
      const query = new URLSearchParams({ url, ...(words ? { words: words.slice(0, 200) } : {}) });
      return `/api/messages/${messageId}/images?${query}`;
    },
  });
  return htmlPage(clean.html, { dark: options.dark, css: clean.css });
}

/** An attachment of a message of this person, as a stream. */
export async function openPart(
  userId: number,
  messageId: number,
  part: string,
): Promise<{ attachment: Attachment; stream: Readable }> {
  return partOf(await getMessage(await store(), userId, messageId), part);
}

/** The raw source of a message of this person, as a stream. */
export async function openSource(userId: number, messageId: number): Promise<Readable> {
  return sourceOf(await getMessage(await store(), userId, messageId));
}

/** Throws 'not found' unless the message is this person's. */
export async function mustOwnMessage(userId: number, messageId: number): Promise<void> {
  await getMessage(await store(), userId, messageId);
}
