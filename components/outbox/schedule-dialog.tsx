// 'Send later': two likely times, or any other, in the browser's own time zone.
'use client';
import { type FormEvent, useId, useState } from 'react';
import { useView } from '@/components/frame/view-settings-context';
import { scheduleText as text } from '@/components/messages/en-outbox';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { sendTimes, toLocalInput } from '@/lib/client/send-times';
import { mediumTime } from '@/lib/client/time-text';

interface ScheduleDialogProps {
  /** The time that is chosen already. */
  sendAt?: number | null;
  onClose: () => void;
  /** Epoch ms, in the future. */
  onChoose: (sendAt: number) => void;
}

export function ScheduleDialog({ sendAt, onClose, onChoose }: ScheduleDialogProps) {
  const { settings } = useView();
  const [now] = useState(Date.now);
  const [error, setError] = useState(false);
  const id = useId();
  const { tomorrow, monday } = sendTimes(new Date(now));
  const presets = [
    { label: text.tomorrow, at: tomorrow },
    ...(monday === tomorrow ? [] : [{ label: text.monday, at: monday }]),
  ];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = String(new FormData(event.currentTarget).get('time') ?? '');
    const at = new Date(value).getTime();
    if (!(at > Date.now())) return setError(true);
    onChoose(at);
  };
  return (
    <Dialog title={text.title} onClose={onClose}>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {presets.map(({ label, at }) => (
          <li key={label}>
            <button
              type="button"
              onClick={() => onChoose(at)}
              className="flex w-full items-center justify-between gap-4 px-3 py-2.5 text-left hover:bg-hover pointer-coarse:min-h-11"
            >
              <span className="font-medium">{label}</span>
              <span className="text-sm text-text-muted tabular-nums">{mediumTime(at, now, settings)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className="mt-4" noValidate>
        <label htmlFor={id} className="text-sm font-medium">
          {text.other}
        </label>
        <div className="mt-1 flex flex-wrap gap-2">
          <input
            id={id}
            name="time"
            type="datetime-local"
            required
            defaultValue={toLocalInput(sendAt ?? now + 3600_000)}
            min={toLocalInput(now)}
            aria-invalid={error}
            aria-describedby={`${id}-zone`}
            onChange={() => setError(false)}
            className="h-9 min-w-0 flex-1 rounded-lg border border-control bg-surface px-2.5 aria-invalid:border-danger pointer-coarse:h-11"
          />
          <Button kind="main" type="submit">
            {text.choose}
          </Button>
        </div>
        <p id={`${id}-zone`} className="mt-1.5 text-sm text-text-muted">
          {error ? <span className="text-danger">{text.past} </span> : null}
          {text.zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
        </p>
      </form>
    </Dialog>
  );
}
