// The plain text editor of a message: a field that grows with its text.
import type { Ref } from 'react';
import { composerText as text } from '@/components/messages/en-composer';

interface PlainEditorProps {
  value: string;
  ref: Ref<HTMLTextAreaElement>;
  onChange: (value: string) => void;
}

/** Monospaced, as most who choose plain text read it. */
export function PlainEditor({ value, ref, onChange }: PlainEditorProps) {
  return (
    <textarea
      ref={ref}
      aria-label={text.body}
      dir="auto"
      spellCheck
      value={value}
      className="field-sizing-content min-h-40 w-full flex-1 resize-none bg-transparent px-4 py-3 font-mono text-sm leading-relaxed text-text outline-none!"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
