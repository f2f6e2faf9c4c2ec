// BODYSTRUCTURE (RFC 3501 7.4.2) as the pure layer's tree of parts.
import type { MessageStructureObject } from 'imapflow';
import type { MimePart } from '@/lib/mime/part';

const MAX_PARTS = 1000;

/** Converts a structure; a hostile one is cut at 1,000 parts. */
export function toPart(root: MessageStructureObject): MimePart {
  let left = MAX_PARTS;
  const convert = (node: MessageStructureObject, isRoot: boolean): MimePart => {
    left--;
    const type = (node.type ?? 'application/octet-stream').toLowerCase();
    const disposition = node.disposition?.toLowerCase();
    const isMultipart = type.startsWith('multipart/');
    return {
      part: node.part ?? (isRoot && !isMultipart ? '1' : ''),
      type,
      parameters: node.parameters ?? {},
      encoding: (node.encoding ?? '7bit').toLowerCase(),
      size: node.size ?? 0,
      disposition: disposition === 'attachment' || disposition === 'inline' ? disposition : null,
      name: node.dispositionParameters?.filename ?? node.parameters?.name ?? null,
      contentId: node.id ? node.id.replace(/^\s*<|>\s*$/gu, '') : null,
      // The parts inside an attached message are its own affair: it is one attachment.
      children: isMultipart
        ? (node.childNodes ?? []).filter(() => left > 0).map((child) => convert(child, false))
        : [],
    };
  };
  return convert(root, true);
}
