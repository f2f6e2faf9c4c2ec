// v: choose a folder by typing a part of its name.
import { useState } from 'react';
import { folderName } from '@/components/folders/folder-name';
import { t } from '@/components/messages/en';
import { Dialog } from '@/components/ui/dialog';
import type { Folder } from '@/lib/contract/mail';

interface MoveDialogProps {
  folders: Folder[];
  current: Folder | null;
  onClose: () => void;
  onMove: (folderId: number) => void;
}

export function MoveDialog({ folders, current, onClose, onMove }: MoveDialogProps) {
  const [typed, setTyped] = useState('');
  const found = folders.filter(
    (folder) =>
      folder.selectable &&
      folder.id !== current?.id &&
      (current === null || folder.accountId === current.accountId) &&
      (folder.path + folderName(folder)).toLowerCase().includes(typed.trim().toLowerCase()),
  );
  return (
    <Dialog title={t.actions.move} onClose={onClose}>
      <input
        autoFocus
        aria-label={t.folders.name}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && found[0] && onMove(found[0].id)}
        className="h-10 w-full rounded-lg border border-control bg-surface px-3"
      />
      <ul className="mt-2 max-h-[50vh] overflow-y-auto">
        {found.map((folder) => (
          <li key={folder.id}>
            <button
              type="button"
              onClick={() => onMove(folder.id)}
              className="w-full truncate rounded-md px-3 py-1.5 text-left text-sm hover:bg-hover"
            >
              {folder.role ? folderName(folder) : folder.path}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
