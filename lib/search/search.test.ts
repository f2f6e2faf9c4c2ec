import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from './parse-query';
import { splitSigns } from './split-signs';
import { toMatch } from './to-match';

test('understands operators, phrases and words', () => {
  expect(
    parseQuery(
      'from:ann to:"Ben B" subject:hi has:attachment is:unread is:starred before:2026-02-01 after:2026/1/1 in:Sent big "red house"',
    ),
  ).toEqual({
    words: ['big'],
    phrases: ['red house'],
    from: ['ann'],
    to: ['Ben B'],
    subject: ['hi'],
    hasAttachment: true,
    unread: true,
    starred: true,
    before: Date.UTC(2026, 1, 1),
    after: Date.UTC(2026, 0, 1),
    in: 'sent',
    notUnderstood: [],
  });
});

test.each([
  'is:odd',
  'before:soon',
  'after:20',
  'after:2026-13-01',
  'before:2026-06-31',
  'has:wings',
  'colour:red',
  'label:"two words"',
])('%s is text, and said not to be understood', (text) => {
  expect(parseQuery(`tea ${text} is:unread`)).toMatchObject({
    words: ['tea', text],
    unread: true,
    notUnderstood: [text],
  });
});

test.each(['http://x.y', 'at 10:30', 'Re: tea', '"is:odd"', 'is:'])('%s is just text', (text) => {
  expect(parseQuery(text).notUnderstood).toEqual([]);
});

test.each([
  ['today', Date.UTC(2026, 2, 1)],
  ['Yesterday', Date.UTC(2026, 1, 28)],
  ['2026', Date.UTC(2026, 0, 1)],
  ['2025-11', Date.UTC(2025, 10, 1)],
  ['2025.11.7', Date.UTC(2025, 10, 7)],
])('before: and after: take %s', (value, at) => {
  const query = parseQuery(`before:${value} after:${value}`, Date.UTC(2026, 2, 1, 13, 5));
  expect([query.before, query.after, query.words]).toEqual([at, at, []]);
});

test('a word matches as a beginning, also in Chinese', () => {
  expect(toMatch(parseQuery('inv 你好'))).toBe('"inv"* AND "你  好"*');
  expect(toMatch(parseQuery('a 1 jo 日 from:é'))).toBe('"a" AND "1" AND "jo" AND "日"* AND people : "é"');
  expect(toMatch(parseQuery('x-ab abc-d. По поч из-за'))).toBe(
    '"x-ab" AND "abc-d." AND "По" AND "поч"* AND "из-за"',
  );
  expect(toMatch(parseQuery('is:unread'))).toBeNull();
  expect(toMatch(parseQuery('***'))).toBeNull();
});

test('words that are in all mail are looked for as they are', () => {
  expect(toMatch(parseQuery('the The für subject:von to:will theo'))).toBe(
    '"the" AND "The" AND "für" AND "theo"* AND subject : "von" AND people : "will"*',
  );
});

test('no input is a syntax error of FTS5', () => {
  const db = new Sqlite(':memory:');
  db.exec(`create virtual table t using fts5 (subject, people, body)`);
  const select = db.prepare('select count(*) from t where t match ?');
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[a-z"*():^+\-{}\0 NEAR]{0,40}$/),
    fc.constantFrom('"', 'NEAR(a b)', 'a AND', 'from:"', 'subject:*', '\0', 'a\0b', 'col : x'),
  );
  fc.assert(
    fc.property(text, (typed) => {
      const match = toMatch(parseQuery(typed));
      if (match !== null) select.get(match);
    }),
    { numRuns: 500 },
  );
});

test('every sign of Chinese and Japanese is made a word, and nothing else is touched', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const sign = String.fromCodePoint(code);
    const isOne = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sign);
    if (splitSigns(sign) !== (isOne ? ` ${sign} ` : sign)) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('in: with what is no folder is text, and said to be', () => {
  const query = parseQuery('in:nowhere in:Sent plan', 0, (name) => name === 'Sent');
  expect(query).toMatchObject({ in: 'sent', words: ['in:nowhere', 'plan'], notUnderstood: ['in:nowhere'] });
});
