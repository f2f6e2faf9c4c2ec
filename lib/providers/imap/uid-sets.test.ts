import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uidSets } from './uid-sets';

test.each([
  [[], []],
  [[5], ['5']],
  [[3, 1, 2, 2], ['1:3']],
  [[1, 3, 4, 9], ['1,3:4,9']],
])('%j becomes %j', (uids, sets) => {
  expect(uidSets(uids)).toEqual(sets);
});

test('sets stay short and together name each UID once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 })), (uids) => {
      const sets = uidSets(uids, 30);
      for (const set of sets) expect(set.length).toBeLessThanOrEqual(30);
      const named = sets.flatMap((set) =>
        set.split(',').flatMap((range) => {
          const [from, to = from] = range.split(':').map(Number);
          return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
        }),
      );
      expect(named).toEqual([...new Set(uids)].sort((a, b) => a - b));
    }),
  );
});
