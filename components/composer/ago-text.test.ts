import { expect, it } from 'vitest';
import { agoText } from './ago-text';

it.each([
  [-500, 'just now'],
  [999, 'just now'],
  [3000, '3 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [7_200_000, '2 h ago'],
])('%d ms ago is %j', (ms, words) => expect(agoText(ms)).toBe(words));
