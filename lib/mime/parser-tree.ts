// The one place that knows how mailparser keeps a message's tree: turns it into ours.
import { parseParameters } from './encoded-words';
import type { MimePart } from './part';

/** What we read of a node of mailparser's tree (`MailParser.tree`). */
export interface ParserNode {
  node: {
    headers: { getFirst: (name: string) => string } | false;
    /** Numbers from the root; a marker such as 'TEXT' may stand at the end. */
    partNr: (string | number)[] | false;
    contentType: string | false;
    encoding: string | false;
    filename: string | false;
  };
  children: ParserNode[];
}

const MAX_DEPTH = 200;

/** The tree with IMAP's part numbers. Sizes are estimated: the parser only gives decoded octets. */
export function toStructure(root: ParserNode, contents: Map<string, Buffer>): MimePart {
  const convert = (parsed: ParserNode, depth: number, digest: boolean): MimePart => {
    const { node } = parsed;
    const field = (name: string) => (node.headers ? unfold(node.headers.getFirst(name)) : '');
    const type = typeOf(field('Content-Type'), node.contentType, digest);
    const disposition = parseParameters(field('Content-Disposition'));
    const isMultipart = type.value.startsWith('multipart/') && (parsed.children.length > 0 || depth > 0);
    const encoding = parseParameters(field('Content-Transfer-Encoding')).value || '7bit';
    const numbers = (node.partNr || []).filter((number) => typeof number === 'number');
    const part = numbers.join('.') || (isMultipart ? '' : '1');
    const inside = type.value === 'multipart/digest';
    return {
      part,
      type: type.value,
      parameters: type.parameters,
      encoding,
      size: encodedSize(contents.get(part)?.length ?? 0, encoding),
      disposition: dispositionOf(disposition.value),
      name: disposition.parameters.filename ?? type.parameters.name ?? null,
      contentId: field('Content-ID').replace(/^\s*<|>\s*$/gu, '') || null,
      children:
        isMultipart && depth < MAX_DEPTH
          ? parsed.children.map((child) => convert(child, depth + 1, inside))
          : [],
    };
  };
  return convert(root, 0, false);
}

function typeOf(
  header: string,
  detected: string | false,
  digest: boolean,
): { value: string; parameters: Record<string, string> } {
  const parsed = parseParameters(header);
  if (/^[\w.+-]+\/[\w.+-]+$/u.test(parsed.value)) return parsed;
  // RFC 2046 5.1.5: inside a digest, what says nothing is a message.
  if (digest && header === '') return { value: 'message/rfc822', parameters: {} };
  return { value: header === '' && detected ? detected : 'text/plain', parameters: parsed.parameters };
}

/** RFC 2183 2.8: a disposition that nobody knows is an attachment. */
function dispositionOf(value: string): MimePart['disposition'] {
  if (value === '') return null;
  return value === 'inline' ? 'inline' : 'attachment';
}

function encodedSize(octets: number, encoding: string): number {
  return encoding === 'base64' ? Math.ceil(octets / 57) * 78 : octets;
}

function unfold(value: string): string {
  return value.replace(/\r?\n(?=[ \t])/gu, '').trim();
}
