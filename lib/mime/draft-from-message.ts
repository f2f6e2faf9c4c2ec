// Reads a draft that another mail program left: the same content in our words.
import type { Draft } from '@/lib/contract/compose';
import type { ParsedMessage } from './parse-message';
import { sanitizeHtml } from './sanitize-html';

/** HTML that may be edited or quoted: nothing runs, nothing remote loads; pictures of the message stay as `cid:`. */
export function editableHtml(html: string): string {
  return sanitizeHtml(html, { images: 'blocked', cidUrl: (id) => `cid:${id}`, proxyUrl: () => '' }).html;
}

/** `kept` with the people and texts of `parsed`; its files are those of `kept`. */
export function draftFromMessage(kept: Draft, parsed: ParsedMessage): Draft {
  const { envelope, html, text } = parsed;
  return {
    ...kept,
    to: envelope.to,
    cc: envelope.cc,
    bcc: envelope.bcc,
    subject: envelope.subject,
    html: html === null ? null : editableHtml(html),
    text: text ?? '',
  };
}
