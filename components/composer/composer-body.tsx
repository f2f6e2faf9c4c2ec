// The text of a message in either form, and the change from one to the other without losing any of it.
import type { Editor } from '@tiptap/react';
import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { ownWords } from './check-before-send';
import { PlainEditor } from './plain-editor';
import { QuotedPart } from './quoted-part';
import { RichEditor, richToText } from './rich-editor';
import { joinQuote, joinQuoteText, splitQuote } from './split-quote';
import { textToRich } from './text-to-rich';
import type { DraftHandle } from './use-draft';
import type { Files } from './use-files';

export interface ComposerBodyHandle {
  focus: () => void;
  toggleFormat: () => void;
  /** What the person wrote, as plain text, without what is quoted. */
  ownText: () => string;
}

interface ComposerBodyProps {
  handle: DraftHandle;
  files: Files;
  editor: Editor | null;
  startsWithQuote: boolean;
  onEditor: (editor: Editor | null) => void;
  ref: Ref<ComposerBodyHandle>;
}

/** The rich form of a text that was made plain, to go back to while the plain one is unchanged. */
interface Before {
  html: string;
  text: string;
}

/** The rich editor is uncontrolled: it starts anew when the content comes from elsewhere (`round`). */
export function ComposerBody({ handle, files, editor, startsWithQuote, onEditor, ref }: ComposerBodyProps) {
  const { draft, change, revision } = handle;
  const isRich = draft.html !== null;
  const { own, quote, writeAt } = useMemo(() => splitQuote(draft.html ?? ''), [draft.html]);
  const quoteText = useMemo(() => (quote === null ? null : richToText(quote)), [quote]);
  const [round, setRound] = useState(0);
  const plain = useRef<HTMLTextAreaElement>(null);
  const before = useRef<Before | null>(null);
  const takesFocus = useRef(false);

  const setRich = useCallback(
    (html: string, plainText: string) => {
      const parts = splitQuote(handle.current().html ?? '');
      const keptText = parts.quote === null ? null : (quoteText ?? richToText(parts.quote));
      change({
        html: joinQuote({ ...parts, own: html }),
        text: joinQuoteText(plainText, keptText, parts.writeAt),
      });
    },
    [change, handle.current, quoteText],
  );

  const toggleFormat = () => {
    const now = handle.current();
    takesFocus.current = true;
    if (now.html !== null) {
      const parts = splitQuote(now.html);
      const quoted = parts.quote === null ? null : richToText(parts.quote);
      const text = joinQuoteText(richToText(parts.own), quoted, parts.writeAt);
      before.current = { html: now.html, text };
      change({ html: null, text });
    } else {
      const back = before.current?.text === now.text ? before.current.html : textToRich(now.text);
      change({ html: back });
      setRound((count) => count + 1);
    }
  };

  const focusStart = useCallback(() => {
    if (isRich) editor?.commands.focus('start');
    else {
      const field = plain.current;
      field?.focus();
      // Below a quotation one writes at the end.
      const at = field?.value.endsWith('\n\n') ? field.value.length : 0;
      field?.setSelectionRange(at, at);
    }
  }, [editor, isRich]);
  // The editor arrives after the form that wants the cursor in it.
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (isRich && !editor) return;
    if (!wantsFocus.current && !takesFocus.current) return;
    wantsFocus.current = false;
    takesFocus.current = false;
    focusStart();
  }, [editor, isRich, focusStart]);

  useImperativeHandle(ref, () => ({
    focus: () => {
      if (isRich && !editor) wantsFocus.current = true;
      else focusStart();
    },
    toggleFormat,
    ownText: () => (isRich ? richToText(splitQuote(handle.current().html ?? '').own) : ownWords(draft.text)),
  }));

  const quoted =
    quote === null ? null : (
      <QuotedPart
        html={quote}
        imageUrl={files.imageUrl}
        startsOpen={startsWithQuote}
        onEdit={() => {
          change({ html: own });
          editor?.commands.insertContentAt(writeAt === 'below' ? 0 : editor.state.doc.content.size, quote);
          editor?.commands.focus('start');
        }}
        onRemove={() => {
          change({ html: own, text: richToText(own) });
          editor?.commands.focus('end');
        }}
      />
    );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click below the text goes into the text, which has its own keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      className="flex min-h-0 flex-1 cursor-text flex-col overflow-y-auto"
      onClick={(event) => {
        if (event.target === event.currentTarget) editor?.commands.focus('end');
      }}
    >
      {writeAt === 'below' ? quoted : null}
      {isRich ? (
        <RichEditor
          key={`${revision} ${round}`}
          html={own}
          imageUrl={files.imageUrl}
          onImage={files.addInline}
          onChange={setRich}
          onEditor={onEditor}
        />
      ) : (
        <PlainEditor ref={plain} value={draft.text} onChange={(text) => change({ text })} />
      )}
      {writeAt === 'above' ? quoted : null}
    </div>
  );
}
