// The message that is answered or forwarded, below the text: folded, shown whole in a frame without scripts.
import { Ellipsis } from 'lucide-react';
import { useMemo, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';

interface QuotedPartProps {
  html: string;
  startsOpen: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

// The frame has no scripts (sandbox) and may load nothing but the message's own pictures (policy).
const HEAD = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"><base target="_blank"><style>body{margin:12px;font:14px/1.45 system-ui,sans-serif;color:#1b1c1f;background:#fff;overflow-wrap:anywhere}blockquote{margin:0 0 0 2px;padding-left:12px;border-left:2px solid #c8c9ce}img,table{max-width:100%}</style>`;

/** Its HTML stays as it is until the person wants to write inside it. */
export function QuotedPart({ html, startsOpen, onEdit, onRemove }: QuotedPartProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const page = useMemo(() => HEAD + html, [html]);
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
