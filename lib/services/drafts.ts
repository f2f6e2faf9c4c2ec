// Drafts at the server: kept at each pause, discarded, listed; and how a reply or forward starts.
import type { Draft } from '@/lib/contract/compose';
import { getAccount } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import * as table from '@/lib/store/drafts';
import { engines } from '@/lib/sync/engines';

/** Keeps a draft; answers the newest version, which is another one when a newer was there. */
export async function saveDraft(userId: number, draft: Draft): Promise<Draft> {
  const db = await store();
  await getAccount(db, userId, draft.accountId);
  return table.saveDraft(db, userId, draft);
}

/** Discards a draft and its copy in IMAP Drafts. */
export async function removeDraft(userId: number, key: string): Promise<void> {
  const db = await store();
  const draft = await table.getDraft(db, userId, key);
  await table.removeDraft(db, userId, key);
  if (draft) engines().wake(draft.accountId);
}

/** This person's drafts, the last edited first. */
export async function listDrafts(userId: number): Promise<Draft[]> {
  return table.listDrafts(await store(), userId);
}
