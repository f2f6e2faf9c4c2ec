// The window of a composer: docked in the corner, on the full page, or (narrow screens) the whole screen.
import { Maximize2, Minimize2, Minus, SquareArrowOutUpRight, X } from 'lucide-react';
import { type ComponentProps, type KeyboardEvent, type ReactNode, type Ref, useId } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { setComposerView, type OpenComposer } from './open-composer';
import { IconButton } from '@/components/ui/icon-button';

interface ComposerFrameProps extends Omit<ComponentProps<'section'>, 'title' | 'ref'> {
  composer: OpenComposer;
  title: string;
  /** Not shown, and still alive: minimised, or on its way. */
  isHidden: boolean;
  onClose: () => void;
  /** Opens it in a window of its own; absent while there is nothing to open. */
  onPopOut?: () => void;
  ref?: Ref<HTMLElement>;
  children: ReactNode;
}

const PLACE = {
  docked:
    'relative h-[min(640px,calc(100dvh-4.5rem))] w-[560px] rounded-t-xl border border-b-0 border-line shadow-xl max-md:fixed max-md:inset-0 max-md:h-dvh max-md:w-full max-md:rounded-none max-md:border-0',
  full: 'fixed inset-0 m-auto h-[calc(100dvh-4rem)] w-[min(960px,calc(100vw-4rem))] rounded-xl border border-line shadow-xl max-md:h-dvh max-md:w-full max-md:rounded-none max-md:border-0',
  page: 'fixed inset-0 mx-auto h-dvh w-[min(960px,100%)] border-x border-line max-md:border-0',
};

/** Keeps Tab inside while nothing else is to be seen. */
function keepInside(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Tab') return;
  const stops = [
    ...event.currentTarget.querySelectorAll<HTMLElement>(
      'button:not([disabled]), input, select, textarea, iframe, [contenteditable="true"]',
    ),
  ].filter((element) => element.tabIndex >= 0 && element.offsetParent !== null);
  const goal = event.shiftKey ? stops.at(-1) : stops[0];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge || !goal) return;
  event.preventDefault();
  goal.focus();
}

/** A dialog beside the page, not over it; only the full page keeps the focus inside. */
export function ComposerFrame(props: ComposerFrameProps) {
  const { composer, title, isHidden, onClose, onPopOut, ref, children, onKeyDown, ...rest } = props;
  const id = useId();
  const isFull = composer.view === 'full';
  const isPage = composer.view === 'page';
  return (
    <>
      {isFull && !isHidden ? <div aria-hidden="true" className="fixed inset-0 bg-scrim" /> : null}
      <section
        {...rest}
        ref={ref}
        role="dialog"
        aria-modal={isFull}
        aria-labelledby={id}
        hidden={isHidden}
        className={`pointer-events-auto flex max-w-full flex-col overflow-hidden bg-surface-raised text-text [&[hidden]]:hidden ${
          isPage ? PLACE.page : isFull ? PLACE.full : PLACE.docked
        }`}
        onKeyDown={(event) => {
          onKeyDown?.(event);
          if (isFull) keepInside(event);
        }}
      >
        <header className="flex h-10 shrink-0 items-center gap-1 border-b border-line bg-surface-sunken pr-1.5 pl-4 pointer-coarse:h-12">
          <h2 id={id} dir="auto" className="min-w-0 flex-1 truncate text-sm font-semibold">
            {title}
          </h2>
          {isPage ? null : (
            <>
              <IconButton
                icon={Minus}
                label={text.minimise}
                onClick={() => setComposerView(composer.key, 'minimised')}
              />
              {onPopOut ? (
                <IconButton
                  className="max-md:hidden"
                  icon={SquareArrowOutUpRight}
                  label={text.popOut}
                  onClick={onPopOut}
                />
              ) : null}
              <IconButton
                className="max-md:hidden"
                icon={isFull ? Minimize2 : Maximize2}
                label={isFull ? text.shrink : text.grow}
                onClick={() => setComposerView(composer.key, isFull ? 'docked' : 'full')}
              />
            </>
          )}
          <IconButton icon={X} label={text.close} onClick={onClose} />
        </header>
        {children}
      </section>
    </>
  );
}
