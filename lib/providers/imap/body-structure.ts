// BODYSTRUCTURE (RFC 3501 7.4.2) as the pure layer's tree of parts.
import { decodeParameters, MOST_PARAMETERS } from '@/lib/mime/encoded-words';
import type { MimePart } from '@/lib/mime/part';
import type { Cursor } from './cursor';

/** A hostile structure is cut there. */
const MAX_PARTS = 1000;
const MAX_DEPTH = 100;

/** Null where the server gives none, or cannot read the message. */
export function readStructure(at: Cursor): MimePart | null {
  if (!at.enter()) return null;
  let left = MAX_PARTS;
  /** Reads the body whose list was entered, to its end. */
  const body = (number: string, depth: number): MimePart => {
    left--;
    if (!at.isList()) return leaf(at, number || '1');
    const children: MimePart[] = [];
    for (let part = 1; at.isList(); part++) {
      if (left > 0 && depth < MAX_DEPTH && at.enter())
        children.push(body(number ? `${number}.${part}` : `${part}`, depth + 1));
      else at.skip();
    }
    const type = `multipart/${lower(at)}`;
    const parameters = readParameters(at);
    const disposition = readDisposition(at);
    leave(at);
    return {
      part: number,
      type,
      parameters,
      encoding: '7bit',
      size: 0,
      disposition: disposition.kind,
      name: disposition.name ?? parameters.name ?? null,
      contentId: null,
      children,
    };
  };
  return body('', 0);
}

function leaf(at: Cursor, number: string): MimePart {
  const main = lower(at);
  const subtype = lower(at);
  const type = main ? `${main}/${subtype}` : 'application/octet-stream';
  const parameters = readParameters(at);
  const id = at.text();
  at.skip(); // the description
  const encoding = lower(at) || '7bit';
  const size = at.number();
  // A text has its lines next; a message its envelope, body and lines, unless the server does not take it apart.
  if (type === 'message/rfc822' || (type === 'message/global' && at.isList()))
    for (let field = 0; field < 3; field++) at.skip();
  else if (type.startsWith('text/')) at.skip();
  // The MD5. Some servers leave out a text's number of lines: then what was passed over was the MD5, and here is the disposition.
  if (!at.isList()) at.skip();
  const disposition = readDisposition(at);
  leave(at);
  return {
    part: number,
    type,
    parameters,
    encoding,
    size,
    disposition: disposition.kind,
    name: disposition.name ?? parameters.name ?? null,
    contentId: id?.replace(/^\s*<|>\s*$/g, '') || null,
    // The parts inside an attached message are their own affair: it is one attachment.
    children: [],
  };
}

function readDisposition(at: Cursor): { kind: MimePart['disposition']; name: string | null } {
  if (!at.enter()) return { kind: null, name: null };
  const kind = lower(at);
  const { filename } = readParameters(at);
  leave(at);
  return { kind: kind === 'attachment' || kind === 'inline' ? kind : null, name: filename ?? null };
}

const lower = (at: Cursor) => (at.text() ?? '').toLowerCase();

function readParameters(at: Cursor): Record<string, string> {
  if (!at.enter()) return {};
  const found: [string, string][] = [];
  while (found.length < MOST_PARAMETERS && at.more()) found.push([lower(at), at.text() ?? '']);
  if (found.length === MOST_PARAMETERS) leave(at);
  return decodeParameters(found);
}

/** Passes over what is left of the list. */
function leave(at: Cursor): void {
  while (at.more()) at.skip();
}
