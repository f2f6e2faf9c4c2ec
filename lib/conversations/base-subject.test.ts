import { expect, test } from 'vitest';
import { baseSubject, isReplySubject } from './base-subject';
import { linkedIds } from './linked-ids';

test.each([
  ['Hello', 'hello'],
  ['Re: Hello', 'hello'],
  ['RE: re:Re:  Hello', 'hello'],
  ['Re[2]: Hello', 'hello'],
  ['[list] Re: Hello', 'hello'],
  ['Re: [list] Fwd: Hello (fwd)', 'hello'],
  ['AW: WG: Rechnung', 'rechnung'],
  ['回复：你好', '你好'],
  ['Ответ: Привет', 'привет'],
  ['[only a list name]', '[only a list name]'],
  ['Re:', ''],
  ['', ''],
  ['Regarding: the house', 'regarding: the house'],
])('%j is about %j', (subject, base) => {
  expect(baseSubject(subject)).toBe(base);
});

test('tells answers from first messages', () => {
  expect(isReplySubject('Re: x')).toBe(true);
  expect(isReplySubject('[list] AW: x')).toBe(true);
  expect(isReplySubject('Regarding x')).toBe(false);
});

test('a hostile list of References is cut, root and newest stay', () => {
  const references = Array.from({ length: 1000 }, (_, n) => `<${n}@x>`);
  const ids = linkedIds({ messageId: '<me@x>', inReplyTo: '<999@x>', references });
  expect(ids.length).toBeLessThanOrEqual(32);
  expect(ids).toContain('<0@x>');
  expect(ids).toContain('<999@x>');
});
