import { expect, test } from 'vitest';
import { rawUtf8 } from './raw-utf8';

test.each([
  [Buffer.from('Grüße 你好').toString('latin1'), 'Grüße 你好'],
  ['Grüße', 'Grüße'],
  ['plain', 'plain'],
  ['你好', '你好'],
  ['caf\u00e9', 'café'],
])('%j is read as %j', (text, expected) => {
  expect(rawUtf8(text)).toBe(expected);
});
