// What a person set, one row a key, as JSON; lib/contract/settings.ts says what is valid.
import type { Settings } from '@/lib/contract/settings';
import { readSettings } from '@/lib/contract/settings';
import { recordChange } from './changes';
import { type Db, durably } from './db';

/** The whole settings of this person. */
export async function getSettings(db: Db, userId: number): Promise<Settings> {
  const rows = await db.selectFrom('setting').select(['key', 'json']).where('user_id', '=', userId).execute();
  return readSettings(new Map(rows.map(({ key, json }) => [key, JSON.parse(json) as unknown])));
}

/** Keeps what `patch` names, on disk; their other browsers hear of it. */
export function saveSettings(db: Db, userId: number, patch: Partial<Settings>): Promise<Settings> {
  return durably(db, async (t) => {
    for (const [key, value] of Object.entries(patch)) {
      if (value === undefined) continue;
      const json = JSON.stringify(value);
      await t
        .insertInto('setting')
        .values({ user_id: userId, key, json })
        .onConflict((conflict) => conflict.columns(['user_id', 'key']).doUpdateSet({ json }))
        .execute();
    }
    await recordChange(t, userId, { kind: 'settings' });
    return getSettings(t, userId);
  });
}
