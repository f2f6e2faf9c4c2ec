// The message that is answered or forwarded, below the text: folded, shown whole in a frame without scripts.
import { Ellipsis } from 'lucide-react';
import { useMemo, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import type { ImageUrl } from './editor-extensions';
import { framePage } from './frame-page';

interface QuotedPartProps {
  html: string;
  imageUrl: ImageUrl;
  startsOpen: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

/** Its HTML stays as it is until the person wants to write inside it. */
export function QuotedPart({ html, imageUrl, startsOpen, onEdit, onRemove }: QuotedPartProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const page = useMemo(() => framePage(html, imageUrl), [html, imageUrl]);
  const button =
    'h-7 rounded-md px-2 text-sm text-text-muted hover:bg-hover hover:text-text pointer-coarse:h-10';
  return (
    <section aria-label={text.quotedText} className="px-4 pb-3">
      <div className="flex flex-wrap items-center gap-1">
        <button
          type="button"
          aria-expanded={isOpen}
          className={`${button} flex items-center gap-1.5 border border-line`}
          onClick={() => setOpen(!isOpen)}
        >
          <Ellipsis aria-hidden="true" size={16} />
          {isOpen ? text.hideQuoted : text.showQuoted}
        </button>
        {isOpen ? (
          <>
            <button type="button" className={button} onClick={onEdit}>
              {text.editQuoted}
            </button>
            <button type="button" className={button} onClick={onRemove}>
              {text.removeQuoted}
            </button>
          </>
        ) : null}
      </div>
      {isOpen ? (
        <iframe
          title={text.quotedText}
          sandbox="allow-same-origin"
          srcDoc={page}
          className="mt-2 h-24 w-full rounded-md border border-line bg-white"
          onLoad={({ currentTarget: frame }) => {
            const height = frame.contentDocument?.documentElement.scrollHeight ?? 240;
            frame.style.height = `${Math.min(height + 2, 4000)}px`;
          }}
        />
      ) : null}
    </section>
  );
}
