// The browser asks before a page is left that still holds something it would lose.
import { useEffect } from 'react';

/** While `isAtRisk`: uploads are running, or the browser keeps no draft. */
export function useWarnBeforeLoss(isAtRisk: boolean): void {
  useEffect(() => {
    if (!isAtRisk) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isAtRisk]);
}
