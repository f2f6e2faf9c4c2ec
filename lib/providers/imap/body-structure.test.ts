// BODYSTRUCTURE as servers write it (RFC 3501 7.4.2).
import { expect, test } from 'vitest';
import { readStructure } from './body-structure';
import { Cursor, received } from './cursor';

const structure = (text: string) => readStructure(new Cursor(received(Buffer.from(text)), 0));
const TEXT = '"text" "plain" ("charset" "utf-8") NIL NIL "7bit" 10 1';

test('a message of one text', () => {
  expect(structure(`("TEXT" "Plain" ("CHARSET" "UTF-8") NIL NIL "Quoted-Printable" 10 1)`)).toEqual({
    part: '1',
    type: 'text/plain',
    parameters: { charset: 'UTF-8' },
    encoding: 'quoted-printable',
    size: 10,
    disposition: null,
    name: null,
    contentId: null,
    children: [],
  });
});

test('parts in parts have the numbers of IMAP', () => {
  const found = structure(
    `(((${TEXT})(${TEXT} NIL NIL) "alternative" ("boundary" "b"))` +
      '("image" "png" ("name" "a.png") "<one@lab>" NIL "base64" 200 NIL ("INLINE" ("filename" "b.png")) NIL)' +
      '("message" "rfc822" NIL NIL NIL "7bit" 900 ("d" "s" NIL NIL NIL NIL NIL NIL NIL NIL) ' +
      `(${TEXT}) 20 NIL ("attachment" ("filename*" "utf-8''Gr%C3%B6%C3%9Fe.eml")))` +
      ' "mixed" ("boundary" "a") NIL NIL)',
  );
  expect(found).toMatchObject({ part: '', type: 'multipart/mixed', parameters: { boundary: 'a' } });
  const [alternative, image, message] = found!.children;
  expect(alternative).toMatchObject({ part: '1', type: 'multipart/alternative' });
  expect(alternative!.children.map(({ part, type }) => [part, type])).toEqual([
    ['1.1', 'text/plain'],
    ['1.2', 'text/plain'],
  ]);
  expect(image).toMatchObject({ part: '2', disposition: 'inline', name: 'b.png', contentId: 'one@lab' });
  expect(message).toMatchObject({ part: '3', disposition: 'attachment', name: 'Größe.eml', children: [] });
});

test.each([
  ['with lines', `(${TEXT} NIL ("attachment" ("filename" "a.txt")) NIL NIL)`],
  ['without', '("text" "plain" NIL NIL NIL "7bit" 10 NIL ("attachment" ("filename" "a.txt")) NIL NIL)'],
])('the disposition of a text %s', (_, written) => {
  expect(structure(written)).toMatchObject({ disposition: 'attachment', name: 'a.txt' });
});

test.each([
  ['as a message', `(${'"d" '.repeat(9)}"i") (${TEXT}) 20 NIL`],
  ['as octets', 'NIL'],
])('a message in UTF-8 that the server describes %s', (_, middle) => {
  const written = `("message" "global" NIL NIL NIL "8bit" 900 ${middle} ("attachment" ("filename" "x.eml")) NIL NIL)`;
  expect(structure(written)).toMatchObject({ disposition: 'attachment', name: 'x.eml' });
});

test.each([
  ['in pieces of a word', '("name*0" "=?utf-8?q?=C3" "name*1" "=A4?=.txt")', 'ä.txt'],
  ['in pieces', '("name*1" "b.txt" "name*0" "a")', 'ab.txt'],
  ['encoded in pieces', `("name*0*" "utf-8''%C3" "name*1*" "%A4")`, 'ä'],
  ['as words', '("name" "=?utf-8?q?=C3=A4?=.txt")', 'ä.txt'],
  ['without the star', `("name" "utf-8''%C3%A4.txt")`, 'ä.txt'],
  ['that only looks so', `("name" "it's Ann's 5%.txt")`, "it's Ann's 5%.txt"],
  ['twice', '("name" "a" "name" "b")', 'a'],
  ['of no object', '("__proto__" "a" "__proto__*0" "b" "name" "c")', 'c'],
])('a name %s', (_, parameters, name) => {
  expect(structure(`("application" "pdf" ${parameters} NIL NIL "base64" 10)`)!.name).toBe(name);
});

test('what is no structure is none', () => {
  expect(structure('NIL ')).toBeNull();
  expect(structure('"text" ')).toBeNull();
  expect(structure('(NIL NIL NIL NIL NIL NIL NIL)')).toMatchObject({ type: 'application/octet-stream' });
  expect(structure('()')).toMatchObject({ type: 'application/octet-stream', size: 0 });
});

test.each([200, 201, 5000])('of %i parameters two hundred are read, and what follows them', (length) => {
  const many = Array.from({ length }, (_, at) => `"p${at}" "v"`).join(' ');
  const found = structure(`("text" "plain" (${many}) "<id>" NIL "7bit" 10 1)`)!;
  expect(Object.keys(found.parameters)).toHaveLength(200);
  expect(found).toMatchObject({ contentId: 'id', size: 10 });
});

test('a hostile structure is cut: a thousand parts, a hundred levels', () => {
  const wide = structure(`(${`(${TEXT})`.repeat(3000)} "mixed")`);
  expect(wide!.children).toHaveLength(999);
  let depth = 0;
  const deep = `${'('.repeat(50_000)}${TEXT}${') "mixed"'.repeat(49_999)})`;
  for (let part = structure(deep); part; part = part.children[0] ?? null) depth++;
  expect(depth).toBe(101);
});
