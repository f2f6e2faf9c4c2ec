// The signature of an identity in a fresh draft, put where one writes.
import type { Identity } from '@/lib/contract/accounts';
import type { Draft } from '@/lib/contract/compose';

type Signed = Pick<Identity, 'signatureText'>;
type Content = Pick<Draft, 'html' | 'text'>;

const plain = (line: string) =>
  line.replace(/[&<>]/gu, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);

/** As the editor writes a paragraph. The separator of RFC 3676 4.3 tells readers where to fold it away. */
const htmlOf = ({ signatureText }: Signed) =>
  signatureText === '' ? '' : `<p>${['-- ', ...signatureText.split('\n').map(plain)].join('<br>')}</p>`;
const textOf = ({ signatureText }: Signed) => (signatureText === '' ? '' : `-- \n${signatureText}`);

const EMPTY = '<p></p>';

/** A fresh draft with the signature where one writes: above what is quoted, or below it. */
export function sign<T extends Content>(draft: T, identity: Signed): T {
  if (identity.signatureText === '') return draft;
  const html = draft.html ?? '';
  const isBelow = !html.startsWith(EMPTY) && html.endsWith(EMPTY);
  const signed = isBelow
    ? `${html}${htmlOf(identity)}`
    : html.startsWith(EMPTY)
      ? `${EMPTY}${htmlOf(identity)}${html.slice(EMPTY.length)}`
      : `${htmlOf(identity)}${html}`;
  const text = isBelow ? `${draft.text}\n\n${textOf(identity)}` : `\n\n${textOf(identity)}${draft.text}`;
  return { ...draft, html: draft.html === null ? null : signed, text };
}
