// Drafts at the server: kept at each pause, filed when the writer looks away, discarded, listed.
import type { Draft } from '@/lib/contract/compose';
import { notFound } from '@/lib/errors';
import { durably, store } from '@/lib/store/db';
import { keepVersion } from '@/lib/store/draft-versions';
import * as table from '@/lib/store/drafts';
import { engines } from '@/lib/sync/engines';

/** Keeps a draft; answers the newest version, which is another one when a newer was there. `basedOn` as in the store. */
export async function saveDraft(userId: number, draft: Draft, basedOn: number | null): Promise<Draft> {
  return table.saveDraft(await store(), userId, draft, basedOn);
}

/** One draft. Throws 'not found' when it is another person's, sent or discarded. */
export async function getDraft(userId: number, key: string): Promise<Draft> {
  const draft = await table.getDraft(await store(), userId, key);
  if (!draft) throw notFound('draft');
  return draft;
}

/** The writer looks away: the copy in IMAP Drafts is brought up to date now. */
export async function fileDraftNow(userId: number, key: string): Promise<void> {
  const db = await store();
  await table.fileDraftNow(db, userId, key);
  const draft = await table.getDraft(db, userId, key);
  if (draft) engines().wake(draft.accountId);
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
