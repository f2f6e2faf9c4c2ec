// Which attached files are shown in place as text. Pictures and PDF go to the browser as they are.

/** How a file is read for its preview. */
export type PreviewKind = 'text' | 'table' | 'message';

const TYPES: Record<string, PreviewKind> = {
  'text/plain': 'text',
  'text/markdown': 'text',
  'text/csv': 'table',
  'text/comma-separated-values': 'table',
  'application/csv': 'table',
  'message/rfc822': 'message',
  'message/global': 'message',
};
/** Many programs attach any file as octets: its name says more. */
const EXTENSIONS: Record<string, PreviewKind> = {
  txt: 'text',
  log: 'text',
  md: 'text',
  csv: 'table',
  eml: 'message',
};
const SAYS_LITTLE = new Set(['application/octet-stream', 'text/plain', 'application/vnd.ms-excel']);

/** Null for what has no preview of this kind. */
export function previewKind({ type, name }: { type: string; name: string }): PreviewKind | null {
  const extension = /\.([a-z]+)$/u.exec(name.toLowerCase())?.[1] ?? '';
  return (SAYS_LITTLE.has(type) ? EXTENSIONS[extension] : undefined) ?? TYPES[type] ?? null;
}
