// The head of a message: from whom, to whom, about what.
import type { Editor } from '@tiptap/react';
import { type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { FromField } from './from-field';
import { RecipientField, type RecipientFieldHandle } from './recipient-field';
import type { DraftHandle } from './use-draft';
import type { Problem } from './use-send';

type Line = 'to' | 'cc' | 'bcc';

export interface ComposerFieldsHandle {
  /** Puts the cursor there; Cc and Bcc appear when they are asked for. */
  focus: (field: Line | 'subject') => void;
  /** Takes in recipients that are still being typed. */
  commit: () => void;
}

interface ComposerFieldsProps {
  handle: DraftHandle;
  editor: Editor | null;
  problem: Problem | null;
  ref: Ref<ComposerFieldsHandle>;
}

const LINES: Line[] = ['to', 'cc', 'bcc'];

/** Cc and Bcc stay away until there is someone in them or they are asked for. */
export function ComposerFields({ handle, editor, problem, ref }: ComposerFieldsProps) {
  const { draft, change } = handle;
  const id = useId();
  const subject = useRef<HTMLInputElement>(null);
  const lines = useRef<Partial<Record<Line, RecipientFieldHandle | null>>>({});
  const [asked, setAsked] = useState<Line[]>([]);
  const [wanted, setWanted] = useState<Line | null>(null);
  const shown = LINES.filter((line) => line === 'to' || asked.includes(line) || draft[line].length > 0);

  const show = (line: Line) => {
    setAsked((before) => (before.includes(line) ? before : [...before, line]));
    setWanted(line);
  };
  useEffect(() => {
    if (!wanted) return;
    lines.current[wanted]?.focus();
    setWanted(null);
  }, [wanted]);

  useImperativeHandle(ref, () => ({
    focus: (field) => (field === 'subject' ? subject.current?.focus() : show(field)),
    commit: () => {
      for (const line of LINES) lines.current[line]?.commit();
    },
  }));

  const absent = (['cc', 'bcc'] as const).filter((line) => !shown.includes(line));
  const linkButton =
    'h-6 rounded px-1 text-sm text-text-muted hover:bg-hover hover:text-text pointer-coarse:h-10 pointer-coarse:px-2';
  return (
    <div className="shrink-0">
      <FromField handle={handle} editor={editor} />
      {shown.map((line) => (
        <RecipientField
          key={line}
          ref={(field) => {
            lines.current[line] = field;
          }}
          label={text[line]}
          people={draft[line]}
          chosen={[...draft.to, ...draft.cc, ...draft.bcc]}
          invalid={line === 'to' && problem?.field === 'to'}
          describedBy={line === 'to' && problem?.field === 'to' ? `problem-${draft.key}` : undefined}
          onChange={(people) => change({ [line]: people })}
        >
          {line === 'to' && absent.length > 0 ? (
            <span className="flex shrink-0 gap-0.5 py-0.5">
              {absent.map((each) => (
                <button
                  key={each}
                  type="button"
                  aria-label={each === 'cc' ? text.addCc : text.addBcc}
                  className={linkButton}
                  onClick={() => show(each)}
                >
                  {text[each]}
                </button>
              ))}
            </span>
          ) : null}
        </RecipientField>
      ))}
      <div className="border-b border-line px-4 focus-within:border-accent focus-within:shadow-[inset_0_-1px_0_var(--color-accent)]">
        <label htmlFor={`${id}-subject`} className="sr-only">
          {text.subject}
        </label>
        <input
          ref={subject}
          id={`${id}-subject`}
          type="text"
          dir="auto"
          maxLength={2000}
          placeholder={text.subject}
          value={draft.subject}
          className="h-9 w-full bg-transparent font-medium text-text outline-none! placeholder:font-normal placeholder:text-text-muted pointer-coarse:h-11"
          onChange={(event) => change({ subject: event.target.value })}
        />
      </div>
    </div>
  );
}
