// Which conversations of the list are selected, and which one the keyboard stands on.
import { useCallback, useMemo, useState } from 'react';

export interface Selection {
  ids: ReadonlySet<number>;
  toggle: (id: number) => void;
  /** Everything from the last toggled row to this one. */
  extendTo: (id: number, order: number[]) => void;
  set: (ids: number[]) => void;
  clear: () => void;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const [anchor, setAnchor] = useState<number | null>(null);
  const toggle = useCallback((id: number) => {
    setAnchor(id);
    setIds((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const extendTo = useCallback(
    (id: number, order: number[]) => {
      const from = order.indexOf(anchor ?? id);
      const to = order.indexOf(id);
      const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
      setIds((now) => new Set([...now, ...range]));
    },
    [anchor],
  );
  const set = useCallback((next: number[]) => setIds(new Set(next)), []);
  const clear = useCallback(() => setIds((now) => (now.size === 0 ? now : new Set())), []);
  return useMemo(() => ({ ids, toggle, extendTo, set, clear }), [ids, toggle, extendTo, set, clear]);
}
