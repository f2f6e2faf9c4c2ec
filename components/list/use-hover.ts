// Which row the mouse rests on: it is likely to be opened next.
import { type PointerEvent, useEffect, useRef } from 'react';

/** Shorter is passing by; a click comes after about 100 ms. */
const REST_MS = 60;

/** Handlers for the list; `onRest` gets the id of a row on which the mouse has come to rest. */
export function useHover(onRest: (id: number) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const over = useRef<number | null>(null);
  const leave = () => {
    clearTimeout(timer.current);
    over.current = null;
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    onPointerOver: (event: PointerEvent) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-conversation]');
      const id = row ? Number(row.dataset.conversation) : null;
      if (id === over.current || event.pointerType !== 'mouse') return;
      leave();
      over.current = id;
      if (id !== null) timer.current = setTimeout(() => onRest(id), REST_MS);
    },
    onPointerLeave: leave,
  };
}
