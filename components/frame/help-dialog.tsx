// All keys, by group: what '?' shows.
import { composerShortcuts } from '@/components/composer/composer-shortcuts';
import { shortcuts } from '@/components/keyboard';
import { t } from '@/components/messages/en';
import { Dialog } from '@/components/ui/dialog';

const GROUPS = Object.entries(t.keys.groups) as [keyof typeof t.keys.groups, string][];

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const written = composerShortcuts.map(({ id, key, mod, shift, label }) => ({
    id,
    label,
    keys: [mod ? 'Ctrl' : '', shift ? 'Shift' : '', key.length === 1 ? key.toUpperCase() : key]
      .filter(Boolean)
      .join(' '),
  }));
  return (
    <Dialog title={t.keys.title} onClose={onClose} wide>
      <div className="gap-8 sm:columns-2">
        {GROUPS.map(([group, title]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-semibold text-text-muted">{title}</h3>
            <dl>
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map(({ id, keys }) => (
                  <Line key={keys} keys={keys} label={t.keys.commands[id]} />
                ))}
              {group === 'other' && <Line keys="Ctrl K" label={t.keys.commands.palette} />}
              {group === 'write' &&
                written.map(({ id, keys, label }) => <Line key={id} keys={keys} label={label} />)}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Line({ keys, label }: { keys: string; label: string }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-0.5 text-sm">
      <dt>{label}</dt>
      <dd className="flex gap-1">
        {keys.split(' ').map((key) => (
          <kbd key={key} className="rounded border border-line bg-surface-sunken px-1.5 font-sans text-xs">
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  );
}
