// Hands over drafts that an earlier visit could not save, but for those that are open.
import { saveLeftDrafts } from '@/lib/client/drafts';
import { openDraftKeys } from './open-composer';

/** Once a page view. */
export function saveLeft(accountIds: number[]): Promise<void> {
  return saveLeftDrafts(accountIds, openDraftKeys(), Date.now());
}
