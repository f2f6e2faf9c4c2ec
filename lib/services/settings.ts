// A person's settings, kept on the server.
import type { Settings } from '@/lib/contract/settings';
import { store } from '@/lib/store/db';
import { getSettings as get, saveSettings as save } from '@/lib/store/settings';

/** All settings; what was never set is the default. */
export async function getSettings(userId: number): Promise<Settings> {
  return get(await store(), userId);
}

/** Changes some settings and answers all of them. */
export async function updateSettings(userId: number, patch: Partial<Settings>): Promise<Settings> {
  return save(await store(), userId, patch);
}
