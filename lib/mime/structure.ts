// Reads a message's tree of parts: what to show, what to list as attachments, what HTML refers to.
import type { Attachment } from '@/lib/contract/mail';
import type { MimePart } from './part';

const MAX_NAME = 180;

/** All leaves, in order. */
export function leaves(root: MimePart): MimePart[] {
  return root.children.length > 0
    ? root.children.flatMap(leaves)
    : root.type.startsWith('multipart/')
      ? []
      : [root];
}

const isText = (part: MimePart, type: string) =>
  part.type === type && part.disposition !== 'attachment' && !part.name;

/** The parts to show: the first HTML and the first plain text that are not attachments (RFC 2046 5.1.4). */
export function readableParts(root: MimePart): { html: MimePart | null; text: MimePart | null } {
  const all = leaves(root);
  return {
    html: all.find((part) => isText(part, 'text/html')) ?? null,
    text: all.find((part) => isText(part, 'text/plain')) ?? null,
  };
}

/** Everything that can be downloaded: all leaves that are not shown as the message's text. */
export function attachmentsOf(root: MimePart): Attachment[] {
  const { html, text } = readableParts(root);
  return leaves(root)
    .filter((part) => part !== html && part !== text)
    .map((part, index) => ({
      part: part.part,
      name: safeName(part.name) ?? defaultName(part, index),
      type: part.type,
      size: part.encoding === 'base64' ? Math.floor((part.size * 3) / 4) : part.size,
      contentId: part.contentId,
      inline: part.contentId !== null && part.disposition !== 'attachment' && html !== null,
    }));
}

/** True when a person would look for a paper-clip. */
export function hasAttachment(root: MimePart): boolean {
  return attachmentsOf(root).some(({ inline }) => !inline);
}

/** Finds a part by its number. */
export function findPart(root: MimePart, number: string): MimePart | null {
  return leaves(root).find(({ part }) => part === number) ?? null;
}

/** A file name without folders, control or direction-changing characters; null when nothing is left. */
export function safeName(name: string | null): string | null {
  const last = (name ?? '').split(/[/\\]/u).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}]+/gu, '')
    .replace(/^[.\s]+|[\s.]+$/gu, '')
    .slice(0, MAX_NAME);
  return clean === '' ? null : clean;
}

function defaultName(part: MimePart, index: number): string {
  if (part.type === 'message/rfc822') return 'message.eml';
  if (part.type === 'text/calendar') return 'invitation.ics';
  const extension = /^[a-z]+\/([a-z0-9]{2,5})$/u.exec(part.type)?.[1];
  return extension ? `part-${index + 1}.${extension}` : `part-${index + 1}`;
}
