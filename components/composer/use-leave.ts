// The two ways of leaving a message unsent: close it and keep the draft, or discard it with Undo.
import { useCallback } from 'react';
import { toast } from 'sonner';
import { composerText as text } from '@/components/messages/en-composer';
import { sentenceOf } from '@/lib/client/api';
import { deleteDraft, isBlank, removeLocalDraft } from '@/lib/client/drafts';
import { closeComposer, openComposer, setComposerView } from './open-composer';
import { undoToast } from './undo-toast';
import type { DraftHandle } from './use-draft';
import type { Files } from './use-files';

const UNDO_MS = 8000;

/** `close` keeps, `discard` does not. Neither asks. */
export function useLeave(key: string, handle: DraftHandle, files: Files) {
  const discard = useCallback(async () => {
    const draft = handle.current();
    const wasKept = handle.isTouched();
    const worthUndo = wasKept && !isBlank(draft);
    closeComposer(key);
    await handle.saver.stop();
    await removeLocalDraft(draft.key);
    if (worthUndo) {
      undoToast(text.discarded, UNDO_MS, async () => {
        const back = { ...draft, editedAt: Math.max(Date.now(), draft.editedAt + 1) };
        openComposer({ mode: back.mode, originalId: back.originalId ?? undefined, draft: back });
      });
    }
    if (wasKept) {
      await deleteDraft(draft.key).catch((error: unknown) => toast.error(sentenceOf(error)));
    }
  }, [handle, key]);

  const close = useCallback(async () => {
    const draft = handle.current();
    if (!handle.isTouched() || isBlank(draft)) return discard();
    if (files.pending.length > 0) {
      // Closing would stop the uploads.
      setComposerView(key, 'minimised');
      toast(text.minimisedForUploads(files.pending.length));
      return;
    }
    closeComposer(key);
    await handle.saver.flush();
    if (handle.saver.unsaved) {
      // It stays in this browser and is handed over at the next visit.
      await handle.saver.stop();
      toast.error(text.keptInBrowser);
      return;
    }
    await handle.lookAway();
    await handle.saver.stop();
    await removeLocalDraft(draft.key);
    toast(text.keptAsDraft);
  }, [discard, files.pending.length, handle, key]);

  const popOut = useCallback(async () => {
    // Also a prepared answer that nobody typed in yet is found there by its key.
    handle.change({});
    if (files.pending.length > 0) {
      toast(text.minimisedForUploads(files.pending.length));
      return;
    }
    const opened = window.open(`/compose?draft=${handle.current().key}`, '_blank', 'width=920,height=800');
    if (!opened) {
      toast.error(text.popUpRefused);
      return;
    }
    await handle.saver.flush();
    closeComposer(key);
  }, [files.pending.length, handle, key]);

  return { close, discard, popOut };
}
