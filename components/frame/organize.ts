// Organizing: the effect shows at once, the server is told, a refusal puts things back, and z undoes.
import type { QueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { t } from '@/components/messages/en';
import type { OrganizeRequest } from '@/lib/contract/mail';
import { api, sentenceOf } from '@/lib/client/api';
import { applyAction, holdRemoval, takesAway } from '@/lib/client/organize-cache';
import { keys } from '@/lib/client/queries';
import { dropUndo, forgetUndo, popUndo, pushUndo, type Undoable } from '@/lib/client/undo';

const TOAST_MS = 8000;

function refetchTouched(client: QueryClient, requests: OrganizeRequest[]): void {
  void client.invalidateQueries({ queryKey: keys.folders });
  const ids = new Set(requests.flatMap((request) => request.conversationIds ?? []));
  void client.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'conversation' && ids.has(Number(queryKey[1])),
  });
}

async function takeBack(step: Undoable): Promise<void> {
  toast.dismiss(`undo-${step.id}`);
  try {
    await step.undo();
    toast(t.undo.done, { id: 'undone', duration: 2000 });
  } catch (error) {
    toast.error(sentenceOf(error), { id: 'undone' });
  }
}

/** z: takes the newest action back. */
export async function undoLast(): Promise<void> {
  const step = popUndo();
  if (step) await takeBack(step);
  else toast(t.undo.nothing, { id: 'undone', duration: 2000 });
}

/**
 * Does one action, given as one request per folder. `text` is what the toast says; null does it silently and leaves
 * nothing for z (marking as read by opening).
 */
export async function organize(
  client: QueryClient,
  requests: OrganizeRequest[],
  text: string | null,
): Promise<void> {
  const reversals = requests.map((request) => applyAction(client, request));
  const releases = requests
    .filter((request) => takesAway(request.action))
    .map((request) => holdRemoval(request.folderId, request.conversationIds ?? []));
  const restore = () => {
    for (const reverse of [...reversals].reverse()) reverse();
  };
  const answers = Promise.all(requests.map((request) => api.organize(request))).finally(() => {
    for (const release of releases) release();
  });

  const isFinal = requests.every(({ action }) => action === 'delete');
  if (isFinal && text !== null) {
    for (const { id } of forgetUndo()) toast.dismiss(`undo-${id}`);
    toast(text, { duration: 4000 });
  }
  const undoId = text === null || isFinal ? null : offerUndo(client, requests, text, answers, restore);
  try {
    const results = await answers;
    if (undoId !== null && results.every((result) => result.undo === null)) forget(undoId, text!);
  } catch (error) {
    if (undoId !== null) forget(undoId, null);
    restore();
    // One place for the sentence: many actions may fail of one cause.
    toast.error(sentenceOf(error), { id: 'refused' });
  }
  refetchTouched(client, requests);
}

function takeBackById(id: number): void {
  const step = dropUndo(id);
  if (step) void takeBack(step);
}

function offerUndo(
  client: QueryClient,
  requests: OrganizeRequest[],
  text: string,
  answers: Promise<{ undo: string | null }[]>,
  restore: () => void,
): number {
  const id = pushUndo(text, async () => {
    const results = await answers;
    restore();
    try {
      await Promise.all(results.map(({ undo }) => (undo ? api.undoOrganize(undo) : null)));
    } catch (error) {
      // What was put back on the screen is not there.
      void client.invalidateQueries({ queryKey: keys.allRows });
      void client.invalidateQueries({ queryKey: keys.allSearches });
      throw error;
    } finally {
      refetchTouched(client, requests);
    }
  });
  toast(text, {
    id: `undo-${id}`,
    duration: TOAST_MS,
    action: { label: t.undo.button, onClick: () => takeBackById(id) },
  });
  return id;
}

/** An action that turned out not to be undoable keeps its sentence and loses its button. */
function forget(id: number, text: string | null): void {
  dropUndo(id);
  toast.dismiss(`undo-${id}`);
  if (text) toast(text, { duration: 4000 });
}
