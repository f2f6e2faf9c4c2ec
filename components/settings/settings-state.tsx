// What a section shows while the person's settings are not here: a skeleton, or what went wrong with a way on.
import type { ReactNode } from 'react';
import { settingsText as text } from '@/components/messages/en-settings';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';

interface SettingsStateProps {
  ready: boolean;
  error: unknown;
  onRetry: () => void;
  children: ReactNode;
}

/** Shows `children` when `ready`. */
export function SettingsState({ ready, error, onRetry, children }: SettingsStateProps) {
  if (ready) return children;
  if (error)
    return (
      <div role="alert" className="flex flex-col items-start gap-3">
        <p>
          {text.couldNotLoad} {sentenceOf(error)}
        </p>
        <Button onClick={onRetry}>{text.retry}</Button>
      </div>
    );
  return (
    <div role="status" aria-label={text.loading} className="skeleton flex flex-col gap-3">
      {['w-2/3', 'w-1/2', 'w-5/6'].map((width) => (
        <div key={width} className={`h-4 rounded bg-surface-sunken ${width}`} />
      ))}
    </div>
  );
}
