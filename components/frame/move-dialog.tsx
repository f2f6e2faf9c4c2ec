// v: choose a folder by typing a part of its name.
import { type KeyboardEvent, useState } from 'react';
import { folderName } from '@/components/folders/folder-name';
import { t } from '@/components/messages/en';
import { AccountDot } from '@/components/ui/account-dot';
import { Dialog } from '@/components/ui/dialog';
import type { Account, Folder } from '@/lib/contract/mail';

interface MoveDialogProps {
  deed: 'move' | 'copy';
  accounts: Account[];
  folders: Folder[];
  current: Folder | null;
  onClose: () => void;
  onMove: (folderId: number) => void;
}

/** Arrows go from the field through the folders and back. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, li button')];
  stops[stops.findIndex((stop) => stop.matches(':focus')) + by]?.focus();
}

export function MoveDialog({ deed, accounts, folders, current, onClose, onMove }: MoveDialogProps) {
  const [typed, setTyped] = useState('');
  const account = (folder: Folder) => accounts.find(({ id }) => id === folder.accountId);
  const nameOf = (folder: Folder) => (accounts.length > 1 ? (account(folder)?.name ?? '') : '');
  const found = folders.filter(
    (folder) =>
      folder.selectable &&
      folder.id !== current?.id &&
      `${folder.path} ${folderName(folder)} ${nameOf(folder)}`
        .toLowerCase()
        .includes(typed.trim().toLowerCase()),
  );
  // Those of the account that one is in first.
  found.sort(
    (a, b) => Number(b.accountId === current?.accountId) - Number(a.accountId === current?.accountId),
  );
  return (
    <Dialog title={t.actions[deed]} onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows are a second way from field to folders, beside Tab */}
      <div onKeyDown={walk}>
        <input
          autoFocus
          aria-label={t.folders.name}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && found[0] && onMove(found[0].id)}
          className="peer h-10 w-full rounded-lg border border-control bg-surface px-3"
        />
        <ul className="mt-2 max-h-[50vh] overflow-y-auto peer-focus:[&>li:first-child]:bg-hover">
          {found.map((folder) => (
            <li key={folder.id}>
              <button
                type="button"
                onClick={() => onMove(folder.id)}
                className="flex w-full items-center gap-2 rounded-md px-3 py-1.5 text-left text-sm hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate">
                  {folder.role ? folderName(folder) : folder.path}
                </span>
                {nameOf(folder) && (
                  <>
                    <AccountDot color={account(folder)?.color ?? 0} />
                    <span className="max-w-[50%] truncate text-text-muted">{nameOf(folder)}</span>
                  </>
                )}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
