// 'Saved 3 s ago': true at each second, silent for screen readers except when saving fails.
import { useEffect, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import type { SaveState } from '@/lib/client/draft-saver';
import { agoText } from './ago-text';

interface SaveNoteProps {
  save: SaveState;
  keptHere: boolean;
}

/** Nothing before the first keystroke. */
export function SaveNote({ save, keptHere }: SaveNoteProps) {
  const [now, setNow] = useState(Date.now);
  const savedAt = save.kind === 'saved' ? save.at : null;
  useEffect(() => {
    if (savedAt === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [savedAt]);
  if (save.kind === 'failed') {
    const words = `${text.notSaved(save.text)}${keptHere ? ` ${text.keptHere}` : ''}`;
    return (
      <p role="status" title={words} className="line-clamp-2 min-w-0 text-xs text-danger">
        {words}
      </p>
    );
  }
  const words =
    save.kind === 'waiting' ? text.saving : savedAt === null ? '' : text.saved(agoText(now - savedAt));
  return <p className="min-w-0 truncate text-xs text-text-muted tabular-nums">{words}</p>;
}
