import { expect, test } from 'vitest';
import { makeKeyReader, shortcuts } from './keyboard';

test('one key, two keys, and a second key that comes too late', () => {
  const read = makeKeyReader();
  expect(read('j', 0)).toBe('next');
  expect([read('g', 10), read('i', 500)]).toEqual([null, 'go-inbox']);
  expect([read('g', 1000), read('i', 4000)]).toEqual([null, null]);
  expect([read('g', 5000), read('j', 5100)]).toEqual([null, null]);
});

test('no key is given twice', () => {
  const keys = shortcuts.map((shortcut) => shortcut.keys);
  expect(new Set(keys).size).toBe(keys.length);
});
