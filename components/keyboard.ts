// The one table of keys: what each does, in Gmail's spelling.
import type { t } from './messages/en';

export type CommandId = keyof typeof t.keys.commands;
type Group = keyof typeof t.keys.groups;

/** One way to give a command. `keys` is one key, or two pressed one after the other ('g i'). */
export interface Shortcut {
  id: CommandId;
  keys: string;
  group: Group;
}

export const shortcuts: Shortcut[] = [
  { id: 'next', keys: 'j', group: 'move' },
  { id: 'previous', keys: 'k', group: 'move' },
  { id: 'open', keys: 'o', group: 'move' },
  { id: 'back', keys: 'u', group: 'move' },
  { id: 'select', keys: 'x', group: 'act' },
  { id: 'select-all', keys: '* a', group: 'act' },
  { id: 'select-none', keys: 'Escape', group: 'act' },
  { id: 'archive', keys: 'e', group: 'act' },
  { id: 'trash', keys: '#', group: 'act' },
  { id: 'spam', keys: '!', group: 'act' },
  { id: 'star', keys: 's', group: 'act' },
  { id: 'read', keys: 'I', group: 'act' },
  { id: 'unread', keys: 'U', group: 'act' },
  { id: 'move', keys: 'v', group: 'act' },
  { id: 'undo', keys: 'z', group: 'act' },
  { id: 'compose', keys: 'c', group: 'write' },
  { id: 'reply', keys: 'r', group: 'write' },
  { id: 'reply-all', keys: 'a', group: 'write' },
  { id: 'forward', keys: 'f', group: 'write' },
  { id: 'go-inbox', keys: 'g i', group: 'go' },
  { id: 'go-sent', keys: 'g s', group: 'go' },
  { id: 'go-drafts', keys: 'g d', group: 'go' },
  { id: 'go-archive', keys: 'g a', group: 'go' },
  { id: 'go-trash', keys: 'g t', group: 'go' },
  { id: 'go-settings', keys: 'g ,', group: 'go' },
  { id: 'search', keys: '/', group: 'other' },
  { id: 'help', keys: '?', group: 'other' },
];

const PREFIXES = new Set(
  shortcuts.filter(({ keys }) => keys.includes(' ')).map(({ keys }) => keys.split(' ')[0]),
);

/** Reads key presses, two-key ones too. Feed it each press; `now` in ms: the second key counts for two seconds. */
export function makeKeyReader(): (key: string, now: number) => CommandId | null {
  let prefix: { key: string; at: number } | null = null;
  return (key, now) => {
    const first = prefix && now - prefix.at < 2000 ? `${prefix.key} ` : '';
    prefix = null;
    const found = shortcuts.find(({ keys }) => keys === first + key);
    if (found) return found.id;
    if (PREFIXES.has(key)) prefix = { key, at: now };
    return null;
  };
}
