// The time, each second while something on screen counts.
import { useEffect, useState } from 'react';

/** Stands still while `counts` is false. */
export function useSecond(counts: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (!counts) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [counts]);
  return now;
}
