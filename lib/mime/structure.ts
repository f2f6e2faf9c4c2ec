// Reads a message's tree of parts: what to show, what to offer as attachments, what HTML refers to by cid:.
import type { Attachment } from '@/lib/contract/mail';
import { safeFileName } from './clean-text';
import type { MimePart } from './part';

/** Which parts a reader shows. `more` are further texts, shown below the first one (text, picture, text). */
export interface ReadableParts {
  html: MimePart | null;
  text: MimePart | null;
  calendar: MimePart | null;
  more: MimePart[];
}

interface Sorted {
  html: MimePart[] | null;
  text: MimePart[] | null;
  attachments: MimePart[];
}

const MAX_DEPTH = 100;
const MAX_ATTACHMENTS = 1000;
/** Other renderings of what html and text already say. */
const ALTERNATIVES_LEFT_OUT = new Set(['text/x-amp-html', 'text/watch-html']);

const isMedia = (type: string) => /^(?:image|audio|video)\//u.test(type);
const isShownText = (type: string) => type === 'text/plain' || type === 'text/html';

/** The parts to show, by the algorithm of RFC 8621 4.1.4 (JMAP), which is what mail programs agree on. */
export function readableParts(root: MimePart): ReadableParts {
  const sorted = sortParts(root);
  const html = sorted.html.find(({ type }) => type === 'text/html') ?? null;
  const text = sorted.text.find(({ type }) => type === 'text/plain') ?? null;
  const shown = (html ? sorted.html : sorted.text).filter(({ type }) => isShownText(type));
  return {
    html,
    text,
    calendar: allParts(root).find(({ type }) => type === 'text/calendar') ?? null,
    more: shown.filter((part) => part !== (html ?? text)),
  };
}

/** What can be downloaded, in order. `inline` are pictures that the HTML shows at their place. */
export function attachmentsOf(root: MimePart): Attachment[] {
  if (isOnlyText(root)) return [];
  const sorted = sortParts(root);
  const hasHtml = sorted.html.some(({ type }) => type === 'text/html');
  const listed = new Set([
    ...sorted.attachments,
    ...[...sorted.html, ...sorted.text].filter(({ type }) => !isShownText(type)),
  ]);
  const related = relatedParts(root);
  return allParts(root)
    .filter((part) => listed.has(part))
    .slice(0, MAX_ATTACHMENTS)
    .map((part) => ({
      part: part.part,
      name: safeFileName(part.name, part.type, part.part),
      type: part.type,
      size: decodedSize(part),
      contentId: part.contentId,
      inline:
        hasHtml &&
        part.contentId !== null &&
        part.type.startsWith('image/') &&
        (related.has(part) || part.disposition === 'inline'),
    }));
}

/** The part with this number, or null. */
export function findPart(root: MimePart, number: string): MimePart | null {
  return allParts(root).find(({ part }) => part === number) ?? null;
}

/** All leaves in the order of the message. */
export function allParts(root: MimePart): MimePart[] {
  const leaves: MimePart[] = [];
  const walk = (part: MimePart, depth: number): void => {
    if (!isMultipart(part)) leaves.push(part);
    else if (depth < MAX_DEPTH) for (const child of part.children) walk(child, depth + 1);
  };
  walk(root, 0);
  return leaves;
}

/** Octets after decoding, as near as the encoded size tells: base64 lines carry 57 octets in 78. */
function decodedSize(part: MimePart): number {
  return part.encoding === 'base64' ? Math.floor((part.size * 57) / 78) : part.size;
}

/** Most messages: nothing in them is an attachment, by what follows here and without going through it. */
function isOnlyText(part: MimePart, depth = 0): boolean {
  if (isMultipart(part))
    return (
      depth < MAX_DEPTH &&
      part.type !== 'multipart/related' &&
      part.children.every((child) => isOnlyText(child, depth + 1))
    );
  return isShownText(part.type) && part.disposition !== 'attachment' && !part.name;
}

const isMultipart = (part: MimePart) => part.type.startsWith('multipart/');

function relatedParts(root: MimePart): Set<MimePart> {
  const found = new Set<MimePart>();
  const walk = (part: MimePart, inside: boolean, depth: number): void => {
    if (!isMultipart(part)) {
      if (inside) found.add(part);
    } else if (depth < MAX_DEPTH)
      for (const child of part.children) walk(child, inside || part.type === 'multipart/related', depth + 1);
  };
  walk(root, false, 0);
  return found;
}

function sortParts(root: MimePart): { html: MimePart[]; text: MimePart[]; attachments: MimePart[] } {
  const sorted = { html: [] as MimePart[], text: [] as MimePart[], attachments: [] as MimePart[] };
  sort([root], 'multipart/mixed', false, sorted, 0);
  return sorted;
}

/** RFC 8621 4.1.4: `html` or `text` is null inside an alternative that has already chosen the other one. */
function sort(parts: MimePart[], parent: string, inAlternative: boolean, into: Sorted, depth: number): void {
  if (depth > MAX_DEPTH) return;
  const before = { html: into.html?.length ?? -1, text: into.text?.length ?? -1 };
  let { html, text } = into;
  parts.forEach((part, index) => {
    if (isMultipart(part)) {
      const alternative = inAlternative || part.type === 'multipart/alternative';
      sort(part.children, part.type, alternative, { html, text, attachments: into.attachments }, depth + 1);
    } else if (!isShown(part, parent, index)) {
      if (!(inAlternative && ALTERNATIVES_LEFT_OUT.has(part.type))) into.attachments.push(part);
    } else if (parent === 'multipart/alternative') {
      if (part.type === 'text/plain') text?.push(part);
      else if (part.type === 'text/html') html?.push(part);
      else into.attachments.push(part);
    } else {
      if (inAlternative && part.type === 'text/plain') html = null;
      if (inAlternative && part.type === 'text/html') text = null;
      text?.push(part);
      html?.push(part);
      if ((!text || !html) && isMedia(part.type)) into.attachments.push(part);
    }
  });
  if (parent === 'multipart/alternative' && into.text && into.html) {
    const { html: h, text: t } = into;
    if (t.length === before.text && h.length !== before.html) t.push(...h.slice(before.html));
    else if (h.length === before.html && t.length !== before.text) h.push(...t.slice(before.text));
  }
}

function isShown(part: MimePart, parent: string, index: number): boolean {
  if (part.disposition === 'attachment' || !(isShownText(part.type) || isMedia(part.type))) return false;
  return index === 0 || (parent !== 'multipart/related' && (isMedia(part.type) || !part.name));
}
