// A person's settings, kept on the server.
import type { Settings } from '@/lib/contract/settings';
import { listAccounts } from '@/lib/store/accounts';
import { store } from '@/lib/store/db';
import { getSettings as get, saveSettings as save } from '@/lib/store/settings';
import { engines } from '@/lib/sync/engines';

/** All settings; what was never set is the default. */
export async function getSettings(userId: number): Promise<Settings> {
  return get(await store(), userId);
}

/** Changes some settings and answers all of them. */
export async function updateSettings(userId: number, patch: Partial<Settings>): Promise<Settings> {
  const db = await store();
  const settings = await save(db, userId, patch);
  if (patch.fetchPast) for (const { id } of await listAccounts(db, userId)) engines().wake(id);
  return settings;
}
