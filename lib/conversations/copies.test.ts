import { expect, test } from 'vitest';
import { copyKeys } from './copies';

const held = (id: number, folderId: number, messageId: string | null, size = 100) => ({
  id,
  folderId,
  messageId,
  size,
});
const distinct = (...messages: ReturnType<typeof held>[]) => new Set(copyKeys(messages)).size;

test.each([
  [
    'two folders hold one message, whatever each server added',
    [held(1, 1, '<a>', 100), held(2, 2, '<a>', 140)],
    1,
  ],
  ['one folder holds it twice', [held(1, 1, '<a>'), held(2, 1, '<a>')], 1],
  ['a forged one stands beside the real one', [held(1, 1, '<a>', 100), held(2, 1, '<a>', 90)], 2],
  [
    'a forged one, and the copy in Sent',
    [held(1, 1, '<a>'), held(2, 2, '<a>', 80), held(3, 1, '<a>', 90)],
    2,
  ],
  ['without a Message-ID each is its own', [held(1, 1, null), held(2, 1, null)], 2],
  ['what is known lightly yet is no second message', [held(1, 1, '<a>', 100), held(2, 1, '<a>', 0)], 1],
])('%s', (_, messages, count) => {
  expect(distinct(...messages)).toBe(count);
});
