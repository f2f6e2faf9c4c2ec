// Makes one safe line of a text that a stranger wrote: subjects, names of people, file names.

const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
/** Characters that turn reading direction around: 'cod.exe' can be shown as 'exe.doc' with them. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const MAX_LINE = 2000;
const MAX_FILE_NAME = 150;

const EXTENSIONS: Record<string, string> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/rfc822-headers': 'txt',
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/pgp-signature': 'asc',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s',
};

/** One line: controls (CR, LF, NUL, ...) become a space, ends are trimmed, length is bounded. */
export function cleanLine(text: string, max = MAX_LINE): string {
  return cut(
    text
      .slice(0, max * 4)
      .replace(CONTROLS, ' ')
      .replace(/ {2,}/gu, ' ')
      .trim(),
    max,
  );
}

/** At most `max` UTF-16 units, never ending in half a character. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\ud800-\udbff]$/u, '');
}

/**
 * A file name that is safe to offer for saving: no folders, no controls, no direction overrides, no leading dot, bounded with
 * its extension kept. A part without a name is called after its number and type.
 */
export function safeFileName(name: string | null, type: string, part: string): string {
  const base = (name ?? '').split(/[/\\]/u).findLast((piece) => /[^.\s]/u.test(piece)) ?? '';
  const clean = cleanLine(base, 10_000)
    .replace(BIDI, '')
    .replace(/[<>:"|?*]/gu, '_')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  if (clean === '') return unnamed(type, part);
  if (clean.length <= MAX_FILE_NAME) return clean;
  const extension = /\.[A-Za-z0-9]{1,10}$/u.exec(clean)?.[0] ?? '';
  return cut(clean.slice(0, clean.length - extension.length), MAX_FILE_NAME - extension.length) + extension;
}

function unnamed(type: string, part: string): string {
  const base =
    type === 'text/calendar' ? 'invitation' : type.startsWith('message/') ? 'message' : `part-${part || '1'}`;
  return `${base}.${EXTENSIONS[type] ?? 'bin'}`;
}
