// Ctrl-K: every action by name, with its key.
import { useState } from 'react';
import { type CommandId, shortcuts } from '@/components/keyboard';
import { t } from '@/components/messages/en';
import { Dialog } from '@/components/ui/dialog';
import { canRun, runCommand } from '@/components/commands';

export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const all = (Object.keys(t.keys.commands) as CommandId[]).filter((id) => id !== 'palette' && canRun(id));
  const found = all.filter((id) => t.keys.commands[id].toLowerCase().includes(typed.trim().toLowerCase()));
  const chosen = Math.min(at, found.length - 1);
  const run = (id: CommandId | undefined) => {
    if (!id) return;
    onClose();
    // After the dialog has given the focus back: the action may take it.
    setTimeout(() => runCommand(id));
  };
  return (
    <Dialog title={t.keys.palette} onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={found[chosen] ? `palette-${found[chosen]}` : undefined}
        aria-label={t.keys.palette}
        placeholder={t.keys.paletteHint}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const to = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 }[event.key];
          if (to !== undefined) {
            event.preventDefault();
            setAt(Math.max(0, Math.min(found.length - 1, to)));
          }
          if (event.key === 'Enter') run(found[chosen]);
        }}
        className="h-10 w-full rounded-lg border border-control bg-surface px-3"
      />
      <div
        id="palette-list"
        role="listbox"
        aria-label={t.keys.palette}
        className="mt-2 max-h-[50vh] overflow-y-auto"
      >
        {found.map((id, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: as above
          <div
            key={id}
            id={`palette-${id}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => run(id)}
            className={`flex cursor-pointer justify-between rounded-md px-3 py-1.5 text-sm ${index === chosen ? 'bg-selected' : 'hover:bg-hover'}`}
          >
            <span>{t.keys.commands[id]}</span>
            <span className="text-text-muted">{shortcuts.find((shortcut) => shortcut.id === id)?.keys}</span>
          </div>
        ))}
        {found.length === 0 && <p className="px-3 py-2 text-sm text-text-muted">{t.keys.nothing}</p>}
      </div>
    </Dialog>
  );
}
