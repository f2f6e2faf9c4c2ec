// The subject without what answering, forwarding and mailing lists put around it (RFC 5256 2.1, and other languages).

const REPLY_WORDS =
  're|aw|antw|antwort|sv|vs|odp|ref|rif|res|ynt|ang|回复|答复|回覆|답장|על|رد|отв|ответ|fw|fwd|wg|wtr|tr|rv|enc|vl|vb|doorst|pd|i|转发|轉寄|전달|пересл';
const PREFIX = new RegExp(`^(?:(?:${REPLY_WORDS})\\s*(?:\\[\\d+\\]|\\(\\d+\\))?\\s*[:：])\\s*`, 'iu');
const BLOB = /^\[[^[\]]{1,60}\]\s*/u;
const TRAILER = /\s*\(fwd\)\s*$/iu;

/** 'Re: [list] Fwd: Hello (fwd)' -> 'hello'. Two messages with the same answer may belong to one conversation. */
export function baseSubject(subject: string): string {
  let text = subject.replace(/\s+/gu, ' ').trim().slice(0, 500);
  for (let round = 0; round < 20; round++) {
    let next = text.replace(TRAILER, '').replace(PREFIX, '');
    const withoutBlob = next.replace(BLOB, '');
    if (withoutBlob !== '') next = withoutBlob;
    if (next === text) break;
    text = next;
  }
  return text.toLowerCase();
}

/** True when the subject says that it answers or forwards something. */
export function isReplySubject(subject: string): boolean {
  const text = subject.trim().replace(BLOB, '');
  return PREFIX.test(text) || TRAILER.test(text);
}
