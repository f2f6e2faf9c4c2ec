// The history of a draft: looked at, and an earlier version taken back. What it replaces becomes a version itself.
import type { Draft, DraftVersion } from '@/lib/contract/compose';
import { durably, store } from '@/lib/store/db';
import * as table from '@/lib/store/draft-versions';
import { getDraft, saveDraft } from '@/lib/store/drafts';

/** The versions of this person's draft, the last kept first; none for a draft that is not theirs. */
export async function listVersions(userId: number, key: string): Promise<DraftVersion[]> {
  return table.listVersions(await store(), userId, key);
}

/** One version, whole. Throws 'not found'. */
export async function getVersion(userId: number, key: string, id: number): Promise<Draft> {
  return table.getVersion(await store(), userId, key, id);
}

/** Makes a version the draft again; answers it. Throws 'not found'. */
export async function restoreVersion(userId: number, key: string, id: number): Promise<Draft> {
  return durably(await store(), async (t) => {
    const version = await table.getVersion(t, userId, key, id);
    const now = await getDraft(t, userId, key);
    if (now) await table.keepVersion(t, userId, now, 'restored');
    const editedAt = Math.max(Date.now(), (now?.editedAt ?? 0) + 1);
    return saveDraft(t, userId, { ...version, editedAt });
  });
}
