// Why a message was not sent, above the Send button: what to mend, what to confirm, what the server said.
import { TriangleAlert, X } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import { IconButton } from '@/components/ui/icon-button';
import type { Sending } from './use-send';

interface SendNotesProps {
  /** By which a field at fault points here. */
  id: string;
  sending: Sending;
  onSend: (despite?: boolean) => void;
}

/** Nothing when nothing stands in the way. */
export function SendNotes({ id, sending: { problem, dismiss }, onSend }: SendNotesProps) {
  const isMild = problem?.kind === 'doubt' || problem?.kind === 'waiting';
  const tone = isMild ? 'border-line bg-warning-soft text-text' : 'border-danger bg-danger-soft text-text';
  return (
    <div id={id} role="alert">
      {problem ? (
        <div className={`flex items-start gap-2 border-t px-4 py-1.5 text-sm ${tone}`}>
          <TriangleAlert
            aria-hidden="true"
            size={16}
            className={`mt-1.5 shrink-0 ${isMild ? 'text-warning' : 'text-danger'}`}
          />
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1 py-1">
            <div className="min-w-40 flex-1 [overflow-wrap:anywhere]">
              {problem.lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </div>
            {problem.kind === 'fault' || problem.kind === 'waiting' ? null : (
              <button
                type="button"
                className="h-7 shrink-0 rounded-md border border-line bg-surface-raised px-2.5 text-text hover:bg-hover pointer-coarse:h-10"
                onClick={() => onSend(true)}
              >
                {problem.kind === 'doubt' ? text.sendAnyway : text.tryAgain}
              </button>
            )}
          </div>
          <IconButton
            icon={X}
            label={problem.kind === 'waiting' ? text.keepWriting : text.dismiss}
            onClick={dismiss}
          />
        </div>
      ) : null}
    </div>
  );
}
