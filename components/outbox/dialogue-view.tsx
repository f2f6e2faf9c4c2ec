// What client and server said, line by line with the time of each, in the three phases of a transfer.
import { deliveryText as text } from '@/components/messages/en-outbox';
import type { Dialogue, DialogueLine } from '@/lib/contract/delivery';

const PHASES = ['handshake', 'transfer', 'closure'] as const;

/** Secrets are masked and bodies left out where it was recorded. */
export function DialogueView({ dialogue }: { dialogue: Dialogue }) {
  return (
    <div className="mt-2 flex flex-col gap-3">
      {PHASES.map((phase) =>
        dialogue[phase].length > 0 ? (
          <section key={phase} aria-label={text.phases[phase]}>
            <h3 className="text-xs font-semibold text-text-muted">
              {text.phases[phase]}
              {phase === 'handshake' && dialogue.reused ? ` ${text.reused}` : ''}
            </h3>
            <DialogueLines lines={dialogue[phase]} />
          </section>
        ) : null,
      )}
    </div>
  );
}

const MARKS: Record<DialogueLine['from'], string> = { client: 'C:', server: 'S:', note: '' };
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** Lines of one phase. */
export function DialogueLines({ lines }: { lines: DialogueLine[] }) {
  return (
    <ol
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="mt-1 max-h-80 overflow-auto rounded border border-line bg-surface p-2 font-mono text-xs leading-5"
    >
      {lines.map(({ at, from, text: line }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat and never change
        <li key={index} className="flex gap-2">
          <time dateTime={new Date(at).toISOString()} className="shrink-0 text-text-muted max-md:hidden">
            {clock.format(at)}
          </time>
          <span className="w-5 shrink-0 text-text-muted">{MARKS[from]}</span>
          <span
            className={`wrap-anywhere ${from === 'note' ? 'text-text-muted italic' : from === 'client' ? 'text-accent' : ''}`}
          >
            {line}
          </span>
        </li>
      ))}
    </ol>
  );
}
