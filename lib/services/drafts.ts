// Drafts at the server: kept at each pause, filed when the writer looks away, discarded, listed.
import type { Draft } from '@/lib/contract/compose';
import { notFound } from '@/lib/errors';
import { durably, store } from '@/lib/store/db';
import { keepVersion } from '@/lib/store/draft-versions';
import * as table from '@/lib/store/drafts';
import { engines } from '@/lib/sync/engines';

/**
 * Keeps a draft; answers the newest version, which is another one when a newer was there. `basedOn` as in the store. `fileNow` brings
 * the copy in IMAP Drafts up to date at once: the writer looks away.
 */
export async function saveDraft(
  userId: number,
  draft: Draft,
  basedOn: number | null,
  fileNow: boolean,
): Promise<Draft> {
  const db = await store();
  const kept = await table.saveDraft(db, userId, draft, basedOn);
  if (fileNow) await table.fileDraftNow(db, userId, draft.key);
  // An engine at rest does not know yet when the copy is due.
  engines().wake(draft.accountId);
  return kept;
}

/** One draft. Throws 'not found' when it is another person's, sent or discarded. */
export async function getDraft(userId: number, key: string): Promise<Draft> {
  const draft = await table.getDraft(await store(), userId, key);
  if (!draft) throw notFound('draft');
  return draft;
}

/** Discards a draft and its copy in IMAP Drafts. For a day it can be had back with its files: it stays as a version. */
export async function removeDraft(userId: number, key: string): Promise<void> {
  const db = await store();
  const draft = await durably(db, async (t) => {
    const kept = await table.getDraft(t, userId, key);
    if (kept) await keepVersion(t, userId, kept, 'discarded');
    await table.removeDraft(t, userId, key);
    return kept;
  });
  if (draft) engines().wake(draft.accountId);
}

/** This person's drafts, the last edited first. */
export async function listDrafts(userId: number): Promise<Draft[]> {
  return table.listDrafts(await store(), userId);
}
