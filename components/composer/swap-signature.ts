// Changing who writes changes the signature with it, unless the person made it their own.
import type { Editor } from '@tiptap/react';
import type { Identity } from '@/lib/contract/accounts';
import { swapInHtml, swapInText } from './signature';
import { splitQuote } from './split-quote';
import type { DraftHandle } from './use-draft';

/** In the editor it is one step, which can be undone there. */
export function swapSignature(
  { current, change }: DraftHandle,
  editor: Editor | null,
  before: Identity,
  after: Identity,
): void {
  const { html, text } = current();
  if (html === null) {
    const swapped = swapInText(text, before, after);
    if (swapped !== null) change({ text: swapped });
  } else {
    const swapped = swapInHtml(splitQuote(html).own, before, after);
    if (swapped !== null) editor?.commands.setContent(swapped);
  }
}
