// What stands against sending a message: faults that stop it, and doubts that ask first.
import type { Draft } from '@/lib/contract/compose';
import { openFields } from './fill-template';
import { lookAlike } from './look-alike';
import { isAddress } from './parse-addresses';

/** `faults` must be corrected; `doubts` may be waved through. */
export interface SendCheck {
  noRecipients: boolean;
  badRecipients: string[];
  doubts: Doubt[];
}

/** A doubt; `about` is what it speaks of. */
export type Doubt =
  | { kind: 'empty-subject' | 'forgotten-file' | 'whole-list' }
  | { kind: 'many-recipients'; about: number }
  | { kind: 'look-alike'; about: { domain: string; known: string } }
  | { kind: 'open-fields'; about: string };

/** What is known beside the draft. */
export interface SendSurroundings {
  /** What the person wrote above the quoted message. */
  ownText: string;
  /** The message answered came through a mailing list. */
  isList: boolean;
  /** Domains that the person writes to. */
  knownDomains: string[];
}

/** So many people who see each other's addresses are a doubt. */
const MANY = 15;

// English first; then the commonest words of the languages most written to people here.
const MENTIONS_FILE = new RegExp(
  [
    '\\battached\\b',
    '\\battachments?\\b',
    '\\bI attach\\b',
    '\\benclosed (?:is|are|please|you)\\b',
    '\\b(?:im Anhang|angehängt|anbei|beigefügt)',
    '(?:ci-joint|en pièce jointe|pièces? jointes?)',
    '\\b(?:adjunto|adjunta|adjuntos|in allegato|allegato|em anexo|anexado|anexo)\\b',
    '\\b(?:bijgevoegd|bijlage|bifogad|vedhæftet|vedlagt|liitteenä)',
    '\\b(?:w załączniku|załączam)|во вложении|прикреп|添付|附件|첨부',
  ].join('|'),
  'iu',
);

/** The lines a person wrote: without quoted ones, the line that introduces them, and what was forwarded. */
export function ownWords(text: string): string {
  const lines = text.split('\n');
  const forwardAt = lines.findIndex((line) => /^-{2,}.{3,60}-{2,}\s*$/.test(line));
  const written = forwardAt === -1 ? lines : lines.slice(0, forwardAt);
  return written
    .filter((line, index) => {
      const next = written.slice(index + 1).find((each) => each.trim() !== '');
      return !line.startsWith('>') && !(/:\s*$/.test(line) && next?.startsWith('>'));
    })
    .join('\n');
}

/** Checks a draft. */
export function checkBeforeSend(
  draft: Draft,
  { ownText, isList, knownDomains }: SendSurroundings,
): SendCheck {
  const people = [...draft.to, ...draft.cc, ...draft.bcc];
  const doubts: Doubt[] = [];
  if (draft.subject.trim() === '') doubts.push({ kind: 'empty-subject' });
  const files = draft.uploads.length > 0 || draft.mode === 'forward-attachment';
  if (!files && MENTIONS_FILE.test(`${draft.mode === 'new' ? draft.subject : ''}\n${ownText}`))
    doubts.push({ kind: 'forgotten-file' });
  const seen = draft.to.length + draft.cc.length;
  if (seen >= MANY) doubts.push({ kind: 'many-recipients', about: seen });
  if (isList && draft.mode === 'reply-all') doubts.push({ kind: 'whole-list' });
  const domains = new Set(people.map(({ address }) => address.split('@').at(-1) ?? ''));
  for (const domain of domains) {
    const known = lookAlike(domain, knownDomains);
    if (known) doubts.push({ kind: 'look-alike', about: { domain, known } });
  }
  const fields = openFields(`${draft.subject}\n${ownText}`);
  if (fields.length > 0) doubts.push({ kind: 'open-fields', about: fields.join(', ') });
  return {
    noRecipients: people.length === 0,
    badRecipients: people.map(({ address }) => address).filter((address) => !isAddress(address)),
    doubts,
  };
}
