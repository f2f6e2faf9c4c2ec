// A minimised composer: a bar with its title that brings it back.
import { Pencil, X } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import { type OpenComposer, setComposerView } from './open-composer';
import { IconButton } from '@/components/ui/icon-button';

interface ComposerBarProps {
  composer: OpenComposer;
  title: string;
  onClose: () => void;
}

/** It takes the focus when the place the composer was opened from is gone. */
export function ComposerBar({ composer, title, onClose }: ComposerBarProps) {
  return (
    <div className="pointer-events-auto flex h-10 max-w-64 min-w-28 flex-1 basis-64 items-center rounded-t-lg border border-b-0 border-line bg-surface-raised pr-1 text-text shadow-lg max-md:h-11 max-md:rounded-lg max-md:border-b">
      <button
        type="button"
        data-composer-bar={composer.key}
        aria-label={text.restore(title)}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-tl-lg pl-3 text-left text-sm font-semibold hover:bg-hover"
        onClick={() => setComposerView(composer.key, 'docked')}
      >
        <Pencil aria-hidden="true" size={14} className="shrink-0 text-text-muted" />
        <span dir="auto" className="truncate">
          {title}
        </span>
      </button>
      <IconButton icon={X} label={text.close} onClick={onClose} />
    </div>
  );
}
