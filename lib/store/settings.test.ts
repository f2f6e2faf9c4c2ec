import { expect, test } from 'vitest';
import { changesAfter, lastChangeId } from './changes';
import { openStore } from './db';
import { getSettings, saveSettings } from './settings';
import { addAccount } from './testing/mailbox';

test('settings are kept for one person, told to their browsers, and fall back when the store holds nonsense', async () => {
  const db = await openStore(':memory:');
  const [ann, mia] = [(await addAccount(db)).userId, (await addAccount(db, 'mia')).userId];
  const usual = await getSettings(db, ann);
  const before = await lastChangeId(db, ann);
  expect(await saveSettings(db, ann, { undoSeconds: 30 })).toEqual({ ...usual, undoSeconds: 30 });
  expect(await saveSettings(db, ann, { undoSeconds: 0 })).toEqual({ ...usual, undoSeconds: 0 });
  expect(await getSettings(db, mia)).toEqual(usual);
  const { events } = await changesAfter(db, ann, before, 10);
  expect(events.map(({ event }) => event.kind)).toEqual(['settings', 'settings']);
  await db.updateTable('setting').set({ json: '"soon"' }).execute();
  expect(await getSettings(db, ann)).toEqual(usual);
});
