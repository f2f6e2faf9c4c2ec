// The composer's own keys, for the table of all keys ('?') and for its own handler.
import { composerText } from '@/components/messages/en-composer';

/** One key of the composer. `key` is written as `KeyboardEvent.key`; `mod` is Ctrl, or Cmd on a Mac. */
export interface ComposerShortcut {
  id: 'send' | 'minimise' | 'full' | 'cc' | 'bcc' | 'attach' | 'link' | 'discard';
  key: string;
  mod: boolean;
  shift: boolean;
  label: string;
}

const text = composerText.shortcuts;

/** All keys that work inside a composer. */
export const composerShortcuts: ComposerShortcut[] = [
  { id: 'send', key: 'Enter', mod: true, shift: false, label: text.send },
  { id: 'minimise', key: 'Escape', mod: false, shift: false, label: text.minimise },
  { id: 'full', key: 'f', mod: true, shift: true, label: text.full },
  { id: 'cc', key: 'c', mod: true, shift: true, label: text.cc },
  { id: 'bcc', key: 'b', mod: true, shift: true, label: text.bcc },
  { id: 'attach', key: 'a', mod: true, shift: true, label: text.attach },
  { id: 'link', key: 'k', mod: true, shift: false, label: text.link },
  { id: 'discard', key: 'd', mod: true, shift: true, label: text.discard },
];

interface KeyLike {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** The composer's command behind a key press, null when it has none. */
export function composerCommand(event: KeyLike): ComposerShortcut['id'] | null {
  if (event.altKey) return null;
  const found = composerShortcuts.find(
    ({ key, mod, shift }) =>
      key.toLowerCase() === event.key.toLowerCase() &&
      mod === (event.ctrlKey || event.metaKey) &&
      shift === event.shiftKey,
  );
  return found?.id ?? null;
}
