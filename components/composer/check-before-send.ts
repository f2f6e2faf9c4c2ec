// What stands against sending a message: faults that stop it, and doubts that ask first.
import type { Draft } from '@/lib/contract/compose';
import { isAddress } from './parse-addresses';

/** `faults` must be corrected; `doubts` may be waved through. */
export interface SendCheck {
  noRecipients: boolean;
  badRecipients: string[];
  doubts: ('empty-subject' | 'forgotten-file')[];
}

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

/** The lines a person wrote: without quoted ones and without what was forwarded or answered. */
export function ownWords(text: string): string {
  const lines = text.split('\n');
  const cutAt = lines.findIndex((line, index) => {
    const next = lines.slice(index + 1).find((each) => each.trim() !== '');
    return (/:\s*$/.test(line) && next?.startsWith('>')) || /^-{2,}.{3,60}-{2,}\s*$/.test(line);
  });
  return (cutAt === -1 ? lines : lines.slice(0, cutAt)).filter((line) => !line.startsWith('>')).join('\n');
}

/** Checks a draft; `ownText` is what the person wrote above the quoted message. */
export function checkBeforeSend(draft: Draft, ownText: string): SendCheck {
  const people = [...draft.to, ...draft.cc, ...draft.bcc];
  const doubts: SendCheck['doubts'] = [];
  if (draft.subject.trim() === '') doubts.push('empty-subject');
  const files = draft.uploads.length > 0 || draft.mode === 'forward-attachment';
  if (!files && MENTIONS_FILE.test(`${draft.mode === 'new' ? draft.subject : ''}\n${ownText}`)) {
    doubts.push('forgotten-file');
  }
  return {
    noRecipients: people.length === 0,
    badRecipients: people.map(({ address }) => address).filter((address) => !isAddress(address)),
    doubts,
  };
}
