// Sending from a composer: check, hand over once, offer to undo; a failure comes back with everything in place.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useView } from '@/components/frame/view-settings-context';
import { composerText as text } from '@/components/messages/en-composer';
import { scheduleText as schedule } from '@/components/messages/en-outbox';
import { toast } from 'sonner';
import { call, ClientError, sentenceOf } from '@/lib/client/api';
import { removeLocalDraft } from '@/lib/client/drafts';
import { bodyQuery, keys } from '@/lib/client/queries';
import { cancelSend, EarlierSentError, isOutcomeUnknown, sendDraft } from '@/lib/client/send';
import { mediumTime } from '@/lib/client/time-text';
import type { ViewSettings } from '@/lib/client/view-settings';
import type { OutboxItem } from '@/lib/contract/compose';
import { checkBeforeSend, type Doubt } from './check-before-send';
import { withoutUnusedImages } from './inline-images';
import { closeComposer, openComposer } from './open-composer';
import { undoToast } from './undo-toast';
import type { DraftHandle } from './use-draft';
import type { Files, PendingFile } from './use-files';

/**
 * What stands in the way: `fault` must be mended, `doubt` may be waved through, `waiting` goes by itself (uploads),
 * `failed` is the server's answer.
 */
export interface Problem {
  kind: 'fault' | 'doubt' | 'waiting' | 'failed';
  lines: string[];
  field: 'to' | 'subject' | null;
  /** The version of the draft that a doubt is about. */
  editedAt?: number;
}

export interface Sending {
  isSending: boolean;
  problem: Problem | null;
  /** `despite` sends in spite of doubts; `sendAt` (epoch ms) chooses a later time. */
  send: (despite?: boolean, sendAt?: number) => void;
  dismiss: () => void;
}

/** The longest undo window that can be set. */
const MAX_UNDO_MS = 60_000;

function doubtText(doubt: Doubt): string {
  switch (doubt.kind) {
    case 'many-recipients':
      return text.manyRecipients(doubt.about);
    case 'look-alike':
      return text.lookAlike(doubt.about.domain, doubt.about.known);
    case 'open-fields':
      return text.openFields(doubt.about);
    default:
      return {
        'empty-subject': text.emptySubject,
        'forgotten-file': text.forgottenFile,
        'whole-list': text.wholeList,
      }[doubt.kind];
  }
}

/** `ownText` answers what the person wrote, without what is quoted. */
export function useSend(key: string, handle: DraftHandle, files: Files, ownText: () => string): Sending {
  const client = useQueryClient();
  const { settings } = useView();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(
    handle.intent() ? { kind: 'failed', lines: [text.unanswered], field: null } : null,
  );

  /** Kept while a doubt is answered or uploads are waited for. */
  const sendAt = useRef<number | undefined>(undefined);
  const domains = useQuery({
    queryKey: ['known-domains'],
    queryFn: ({ signal }) => call<string[]>('GET', '/api/people/domains', undefined, signal),
    staleTime: 10 * 60_000,
  });
  const { mode, originalId } = handle.draft;
  const original = useQuery({
    ...bodyQuery(originalId ?? 0),
    enabled: mode === 'reply-all' && originalId !== null,
  });
  const isList = original.data?.headers.some(({ name }) => /^list-(?:post|id)$/i.test(name)) ?? false;

  const handOver = useCallback(async () => {
    setProblem(null);
    setSending(true);
    // A save that arrives after the message has left would bring the draft back.
    await handle.saver.stop();
    try {
      const draft = withoutUnusedImages(handle.current());
      const item = await sendDraft(draft, handle.intent(), handle.setIntent, sendAt.current);
      await removeLocalDraft(handle.current().key);
      closeComposer(key);
      offerUndo(item, settings);
      void client.invalidateQueries({ queryKey: keys.outbox });
    } catch (error) {
      handle.saver.resume();
      setSending(false);
      setProblem(failure(error));
    }
  }, [client, handle, key, settings]);

  const isWaiting = problem?.kind === 'waiting';
  const { pending } = files;
  useEffect(() => {
    if (!isWaiting) return;
    const failed = failedUploads(pending);
    if (failed) setProblem(failed);
    else if (pending.length === 0) void handOver();
  }, [handOver, isWaiting, pending]);

  const send = useCallback(
    (despite = false, at?: number) => {
      if (isSending) return;
      if (!despite) sendAt.current = at;
      const stop = faults(handle, files);
      if (stop) return setProblem(stop);
      const { doubts } = checkBeforeSend(withoutUnusedImages(handle.current()), {
        ownText: ownText(),
        isList,
        knownDomains: domains.data ?? [],
      });
      if (doubts.length > 0 && !despite) {
        const field = doubts[0]?.kind === 'empty-subject' ? 'subject' : null;
        const lines = doubts.map(doubtText);
        return setProblem({ kind: 'doubt', lines, field, editedAt: handle.current().editedAt });
      }
      if (pending.length > 0) {
        return setProblem({ kind: 'waiting', lines: [text.stillUploading(pending.length)], field: null });
      }
      void handOver();
    },
    [domains.data, files, handOver, handle, isList, isSending, ownText, pending],
  );

  const dismiss = useCallback(() => setProblem(null), []);
  return { isSending, problem: problem && stillTrue(problem, handle, files), send, dismiss };
}

/** A fault goes away when it is mended, a doubt with the next keystroke. The same problem stays the same object. */
function stillTrue(problem: Problem, handle: DraftHandle, files: Files): Problem | null {
  if (problem.kind === 'fault') {
    const now = faults(handle, files);
    return now && now.lines[0] === problem.lines[0] ? problem : now;
  }
  if (problem.kind === 'doubt') return problem.editedAt === handle.draft.editedAt ? problem : null;
  return problem;
}

const fault = (line: string, field: Problem['field'] = null): Problem => ({
  kind: 'fault',
  lines: [line],
  field,
});

const NOTHING = { ownText: '', isList: false, knownDomains: [] };

function faults(handle: DraftHandle, { pending }: Files): Problem | null {
  const { noRecipients, badRecipients } = checkBeforeSend(handle.current(), NOTHING);
  if (noRecipients) return fault(text.noRecipients, 'to');
  if (badRecipients.length > 0) return fault(text.badRecipients(badRecipients.join(', ')), 'to');
  return failedUploads(pending);
}

function failedUploads(pending: PendingFile[]): Problem | null {
  const failed = pending.filter(({ error }) => error !== null).length;
  return failed > 0 ? fault(text.failedUploads(failed)) : null;
}

function failure(error: unknown): Problem {
  const why =
    error instanceof EarlierSentError
      ? text.earlierSent
      : isOutcomeUnknown(error) && error instanceof ClientError && error.status === 0
        ? text.connection
        : sentenceOf(error);
  const atPeople = error instanceof ClientError && /^(to|cc|bcc)\b/.test(error.field ?? '');
  return { kind: 'failed', lines: [text.notSent(why)], field: atPeople ? 'to' : null };
}

/** For as long as the server holds the message back; of a planned one for a while. */
function offerUndo(item: OutboxItem, settings: ViewSettings): void {
  const holdMs = Math.max(0, (item.nextTryAt ?? item.createdAt) - item.createdAt - 300);
  if (holdMs === 0) return void toast(text.leaving);
  const words =
    item.sendAt === null
      ? text.waits(Math.round((holdMs + 300) / 1000))
      : schedule.planned(mediumTime(item.sendAt, Date.now(), settings));
  undoToast(words, Math.min(holdMs, MAX_UNDO_MS), async () => {
    const draft = await cancelSend(item.id);
    openComposer({ mode: draft.mode, originalId: draft.originalId ?? undefined, draft });
  });
}
