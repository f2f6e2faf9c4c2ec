// Key presses of the whole page, turned into commands; typing and dialogs keep their keys.
import { useEffect } from 'react';
import { makeKeyReader } from '@/components/keyboard';
import { runCommand } from '@/components/commands';

const TYPING =
  'input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=menu], [role=dialog]';

export function useKeys(): void {
  useEffect(() => {
    const read = makeKeyReader();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
        const target = event.target as HTMLElement;
        if (!target.closest?.('[contenteditable=true]') && runCommand('palette')) event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as HTMLElement).closest?.(TYPING)) return;
      const command = read(event.key, Date.now());
      if (command && runCommand(command)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
