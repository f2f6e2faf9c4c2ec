// Asks for the address of a link and sets it on the selected text.
import type { Editor } from '@tiptap/react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { linkAddress } from './link-address';

interface LinkFormProps {
  editor: Editor;
  onDone: () => void;
}

/** Enter applies, Escape leaves the text as it is. */
export function LinkForm({ editor, onDone }: LinkFormProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const before = String(editor.getAttributes('link').href ?? '');
  const [href, setHref] = useState(before);
  const [bad, setBad] = useState(false);
  useEffect(() => input.current?.select(), []);

  const apply = (event: FormEvent) => {
    event.preventDefault();
    const address = linkAddress(href);
    if (!address) return setBad(true);
    const chain = editor.chain().focus().extendMarkRange('link');
    if (editor.state.selection.empty && !before) {
      chain.insertContent({
        type: 'text',
        text: href.trim(),
        marks: [{ type: 'link', attrs: { href: address } }],
      });
    } else chain.setLink({ href: address });
    chain.run();
    onDone();
  };

  return (
    <form
      className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2"
      onSubmit={apply}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        editor.commands.focus();
        onDone();
      }}
    >
      <label htmlFor={id} className="text-sm text-text-muted">
        {text.linkAddress}
      </label>
      <input
        ref={input}
        id={id}
        type="text"
        inputMode="url"
        autoCapitalize="none"
        value={href}
        aria-invalid={bad}
        aria-describedby={bad ? `${id}-bad` : undefined}
        className="h-8 min-w-32 flex-1 rounded-md border border-control bg-surface px-2 text-text"
        onChange={(event) => {
          setHref(event.target.value);
          setBad(false);
        }}
      />
      <button type="submit" className="h-8 rounded-md border border-line px-3 text-text hover:bg-hover">
        {text.linkApply}
      </button>
      {before ? (
        <button
          type="button"
          className="h-8 rounded-md px-2 text-text-muted hover:bg-hover"
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run();
            onDone();
          }}
        >
          {text.linkRemove}
        </button>
      ) : null}
      {bad ? (
        <p id={`${id}-bad`} role="alert" className="w-full text-sm text-danger">
          {text.linkBad}
        </p>
      ) : null}
    </form>
  );
}
