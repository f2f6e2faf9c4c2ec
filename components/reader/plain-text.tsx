// Plain text: links made clickable, quotations folded.
import { find } from 'linkifyjs';
import { Fragment, type ReactNode, useMemo } from 'react';
import { t } from '@/components/messages/en';

const SAFE = /^(https?|mailto):/iu;
const MAX_LINKED = 200_000;

// The first use takes some 10 ms for its tables: while the list is looked at, not when a message is opened.
if (typeof window !== 'undefined') setTimeout(() => find(''), 1000);

function linked(text: string): ReactNode[] {
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const link of text.length > MAX_LINKED ? [] : find(text)) {
    if (!SAFE.test(link.href)) continue;
    pieces.push(text.slice(end, link.start));
    pieces.push(
      <a
        key={link.start}
        href={link.href}
        target="_blank"
        rel="noopener noreferrer"
        className="text-accent underline"
      >
        {link.value}
      </a>,
    );
    end = link.end;
  }
  pieces.push(text.slice(end));
  return pieces;
}

/** Blocks of own and of quoted lines, in order. */
function blocks(text: string): { quoted: boolean; text: string }[] {
  const list: { quoted: boolean; text: string }[] = [];
  for (const line of text.split('\n')) {
    const quoted = line.startsWith('>');
    const last = list.at(-1);
    if (last && last.quoted === quoted) last.text += `\n${line}`;
    else list.push({ quoted, text: line });
  }
  return list;
}

export function PlainText({ text }: { text: string }) {
  const parts = useMemo(() => blocks(text.replace(/\r\n?/gu, '\n').trimEnd()), [text]);
  return (
    <div data-body="shown" dir="auto" className="leading-relaxed whitespace-pre-wrap wrap-anywhere">
      {parts.map((part, index) =>
        part.quoted && part.text.length > 200 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes
          <details key={index}>
            <summary className="inline-block cursor-pointer rounded-full bg-hover px-2 text-xs font-semibold text-text-muted">
              <span aria-hidden="true">···</span>
              <span className="sr-only">{t.reader.quoted}</span>
            </summary>
            <div className="border-l-2 border-line pl-3 text-text-muted">{linked(part.text)}</div>
          </details>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes
          <Fragment key={index}>
            {part.quoted ? <span className="text-text-muted">{linked(part.text)}</span> : linked(part.text)}
            {index < parts.length - 1 ? '\n' : ''}
          </Fragment>
        ),
      )}
    </div>
  );
}
