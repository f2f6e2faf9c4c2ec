// Making, renaming, moving, emptying and deleting a folder: one small dialog; errors show at the field.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { api, sentenceOf } from '@/lib/client/api';
import { goTo, placeNow } from '@/lib/client/place';
import { keys } from '@/lib/client/queries';
import type { Folder } from '@/lib/contract/mail';
import { folderName } from './folder-name';

/** What is to be done, with which folder (null: at the top of `accountId`). */
export type FolderTask =
  | { kind: 'create'; folder: Folder | null; accountId?: number }
  | { kind: 'create' | 'rename' | 'move' | 'empty' | 'remove'; folder: Folder };

/** What the menu of a folder offers. */
export type FolderAction = FolderTask['kind'] | 'check' | 'look' | 'import';

const FIELD = 'mt-1 h-10 w-full rounded-lg border border-control bg-surface px-3';

/** True for the folder itself and all below it: nothing moves into itself. */
function isInside(one: Folder, folderId: number, folders: Folder[]): boolean {
  for (let at: Folder | undefined = one; at; at = folders.find(({ id }) => id === at?.parentId))
    if (at.id === folderId) return true;
  return false;
}

export function FolderDialog({
  task,
  folders,
  onClose,
}: {
  task: FolderTask;
  folders: Folder[];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { folder } = task;
  const [name, setName] = useState(task.kind === 'create' ? '' : (folder?.name ?? ''));
  const [parentId, setParentId] = useState(folder?.parentId ?? null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asks = task.kind === 'empty' || task.kind === 'remove';
  const title = {
    create: folder ? t.folders.inside : t.folders.create,
    rename: t.folders.rename,
    move: t.folders.move,
    empty: t.folders.empty,
    remove: t.folders.remove,
  }[task.kind];

  const run = async () => {
    if (task.kind === 'create') {
      const accountId = folder?.accountId ?? ('accountId' in task ? task.accountId : undefined);
      await api.createFolder(accountId ?? 0, folder?.id ?? null, name);
    } else if (folder && task.kind === 'rename') await api.updateFolder(folder.id, { name });
    else if (folder && task.kind === 'move') await api.updateFolder(folder.id, { parentId });
    else if (folder && task.kind === 'empty') await api.emptyFolder(folder.id);
    else if (folder) {
      // Left before it goes, so that nothing asks for a folder that is no more.
      const place = placeNow();
      if (place.view === 'folder' && place.folderId === folder.id)
        goTo({ view: 'folder', folderId: null, conversationId: null });
      client.removeQueries({ queryKey: keys.rows(folder.id) });
      await api.deleteFolder(folder.id);
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const isNamed = task.kind === 'create' || task.kind === 'rename';
    if (isNamed && name.trim() === '') return setError(t.folders.nameMissing);
    setBusy(true);
    setError(null);
    try {
      await run();
      await client.invalidateQueries({ queryKey: keys.folders });
      if (folder && task.kind === 'empty') void client.invalidateQueries({ queryKey: keys.rows(folder.id) });
      onClose();
    } catch (failure) {
      setError(sentenceOf(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {(task.kind === 'create' || task.kind === 'rename') && (
          <label className="block text-sm">
            {t.folders.name}
            <input
              autoFocus
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
              className={FIELD}
            />
          </label>
        )}
        {task.kind === 'move' && (
          <label className="block text-sm">
            {t.folders.parent}
            <select
              value={parentId ?? ''}
              onChange={(event) => setParentId(event.target.value ? Number(event.target.value) : null)}
              className={FIELD}
            >
              <option value="">{t.folders.top}</option>
              {folders
                .filter((one) => one.accountId === folder?.accountId && !isInside(one, folder.id, folders))
                .map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.role ? folderName(one) : one.path}
                  </option>
                ))}
            </select>
          </label>
        )}
        {asks && folder && (
          <p className="text-sm text-text-muted">
            {task.kind === 'empty'
              ? t.folders.confirmEmpty(folderName(folder))
              : t.folders.confirmRemove(folderName(folder))}
          </p>
        )}
        {error && (
          <p role="alert" className="mt-2 text-sm text-danger">
            {error}
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={onClose}>{t.actions.cancel}</Button>
          <Button type="submit" kind={asks ? 'danger' : 'main'} disabled={busy}>
            {asks ? title : t.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
