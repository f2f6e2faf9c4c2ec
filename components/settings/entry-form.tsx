// The frame of a form for one entry: its name, whatever else it has, save and cancel.
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { settingsText as text } from '@/components/messages/en-settings';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';
import { SETTING_FIELD } from './setting-row';

interface EntryFormProps {
  name: string;
  onName: (name: string) => void;
  /** Saves; what it throws is shown and nothing is lost. */
  onSave: () => Promise<unknown>;
  onDone: () => void;
  children: ReactNode;
}

/** The name has the cursor at first. */
export function EntryForm({ name, onName, onSave, onDone, children }: EntryFormProps) {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setProblem(text.nameMissing);
    try {
      await onSave();
      onDone();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={(event) => void save(event)}>
      <label htmlFor={id} className="flex flex-col gap-1 font-medium">
        {text.name}
      </label>
      <input
        id={id}
        // biome-ignore lint/a11y/noAutofocus: the form was opened to be typed into
        autoFocus
        value={name}
        maxLength={100}
        aria-invalid={problem !== null && !name.trim()}
        aria-describedby={problem ? `${id}-problem` : undefined}
        className={`${SETTING_FIELD} -mt-2 w-full`}
        onChange={(event) => onName(event.target.value)}
      />
      {children}
      {problem ? (
        <p id={`${id}-problem`} role="alert" className="text-danger">
          {problem}
        </p>
      ) : null}
      <div className="flex gap-2">
        <Button kind="main" type="submit">
          {text.save}
        </Button>
        <Button onClick={onDone}>{text.cancel}</Button>
      </div>
    </form>
  );
}
