import { expect, test } from 'vitest';
import { readSettings, SettingsPatch } from './settings';

test('what is absent, wrong or unknown in the store is the default', () => {
  const usual = readSettings(new Map());
  expect(usual.undoSeconds).toBe(10);
  expect(readSettings(new Map<string, unknown>([['undoSeconds', 'soon']]))).toEqual(usual);
  expect(readSettings(new Map<string, unknown>([['nonsense', 1]]))).toEqual(usual);
  expect(readSettings(new Map([['undoSeconds', 0]]))).toEqual({ ...usual, undoSeconds: 0 });
});

test('a patch brings no defaults along', () => {
  expect(SettingsPatch.parse({})).toEqual({});
  expect(SettingsPatch.parse({ undoSeconds: 30 })).toEqual({ undoSeconds: 30 });
});

test.each([
  { undoSeconds: 61 },
  { undoSeconds: -1 },
  { undoSeconds: '5' },
  { undoSeconds: 1.5 },
  { undoSeconds: null },
])('%j is refused, naming the key', (patch) => {
  expect(SettingsPatch.safeParse(patch).error?.issues[0]?.path).toEqual(['undoSeconds']);
});

test('an unknown key is refused', () => {
  expect(SettingsPatch.safeParse({ colour: 'red' }).error?.issues[0]).toMatchObject({ keys: ['colour'] });
});
