// ENVELOPE as servers write it (RFC 3501 7.4.2).
import { expect, test } from 'vitest';
import { received } from './cursor';
import { toEnvelope } from './envelope-row';
import { readAnswer } from './fetch-answer';

type Sent = string | null | Sent[];

/** As a server writes it: what a quoted string cannot carry as a literal. */
function written(value: Sent): string {
  if (value === null) return 'NIL';
  if (Array.isArray(value)) return `(${value.map(written).join(' ')})`;
  if (/[\r\n]/u.test(value)) return `{${Buffer.byteLength(value)}}\r\n${value}`;
  return `"${value.replace(/["\\]/gu, '\\$&')}"`;
}
const person = (...fields: (string | null)[]): Sent[] => fields;

function row(items: string) {
  const read = readAnswer(received(Buffer.from(`* 1 FETCH (${items})\r\n`)), 0);
  if (typeof read === 'string') throw new Error(read);
  return toEnvelope(read.answer)!;
}

function envelope(fields: { date?: string; subject?: string; from?: Sent[] }) {
  const sent = written([
    fields.date ?? null,
    fields.subject ?? null,
    fields.from ?? null,
    ...Array.from({ length: 5 }, () => null),
    'see <a@lab.test> of Monday',
    ' <b@lab.test> ',
  ]);
  return row(`UID 7 ENVELOPE ${sent}`);
}

test.each([
  ['Plan', 'Plan'],
  ['Größe', 'Größe'],
  ['=?utf-8?b?R3LDtsOfZQ==?= ok', 'Größe ok'],
  ['Gr\u00c3\u00b6\u00c3\u009fe', 'Größe'],
  ['two\r\n lines\t', 'two  lines'],
  // Cut in the middle of a character and of four signs of base64.
  ['=?utf-8?B?w?= =?utf-8?B?6k=?=', 'é'],
  ['=?utf-8?B?w7w=?= =?utf-8?B?w7w=?=', 'üü'],
  // No UTF-8, and not cut: nothing of it is lost.
  ['=?utf-8?B?YWI=?= =?utf-8?B?Y/xk?=', 'abc\ufffdd'],
  ['=?utf-8?q?Caf=C3=A9_日本?=', 'Café 日本'],
  ['=?iso-8859-1?q?Caf\u00e9?=', 'Café'],
])('the subject %j', (sent, subject) => {
  expect(envelope({ subject: sent }).subject).toBe(subject);
});

test.each([
  ['with a name', person('Ann', null, 'ann', 'lab.test'), [{ name: 'Ann', address: 'ann@lab.test' }]],
  [
    'encoded',
    person('=?utf-8?q?J=C3=BCrgen?=', null, 'j', 'lab.test'),
    [{ name: 'Jürgen', address: 'j@lab.test' }],
  ],
  [
    'in quotes',
    person('" Ann, B. "', null, 'ann', 'lab.test'),
    [{ name: 'Ann, B.', address: 'ann@lab.test' }],
  ],
  ['of blanks', person('" "', null, 'ann', 'lab.test'), [{ name: '', address: 'ann@lab.test' }]],
  ['without a domain', person(null, null, 'ann', 'MISSING_DOMAIN'), [{ name: '', address: 'ann' }]],
  ['that begins a group', person(null, null, 'Friends', null), [{ name: 'Friends', address: '' }]],
  ['that ends a group', person(null, null, null, null), []],
  // Not what a reader would take for another person's address.
  [
    'that looks encoded',
    person(null, null, '=?utf-8?q?boss=40bank.example?=', 'evil.example'),
    [{ name: '', address: '=?utf-8?q?boss=40bank.example?=@evil.example' }],
  ],
])('a person %s', (_, sent, people) => {
  expect(envelope({ from: [null, sent] }).from).toEqual(people);
});

test('every item and field has its place', () => {
  const [ann, ben, cleo, dan] = ['ann', 'ben', 'cleo', 'dan'].map((name) => [
    person(name, null, name, 'lab.test'),
  ]);
  const sent = written([null, 'Hi', ann!, ann!, ben!, cleo!, dan!, [...ann!, ...dan!], null, null]);
  const found = row(
    `UID 8 FLAGS (\\Seen $x \\Answered) INTERNALDATE "27-Nov-2026 10:00:00 +0100" RFC822.SIZE 4242 EMAILID (M1) ENVELOPE ${sent}` +
      ' BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 5 1) BODY[HEADER.FIELDS ("References")] {33}\r\nReferences: <a@lab>\r\n <b@lab>\r\n\r\n',
  );
  const names = (people: { name: string }[]) => people.map(({ name }) => name).join();
  expect(found).toMatchObject({
    uid: 8,
    flags: { seen: true, flagged: false, answered: true, draft: false, deleted: false },
    receivedAt: Date.UTC(2026, 10, 27, 9),
    size: 4242,
    emailId: 'M1',
    references: ['<a@lab>', '<b@lab>'],
    structure: { part: '1', type: 'text/plain', size: 5 },
  });
  const { from, sender, replyTo, to, cc, bcc } = found;
  expect([from, sender, replyTo, to, cc, bcc].map(names)).toEqual([
    'ann',
    'ann',
    'ben',
    'cleo',
    'dan',
    'ann,dan',
  ]);
});

test('of people without end there are a thousand and one', () => {
  const to = Array.from({ length: 3000 }, (_, at) => person(null, null, `a${at}`, 'lab.test'));
  const sent = written([null, null, null, null, null, to, null, null, 'see <a@lab.test>', null]);
  const found = row(`UID 7 ENVELOPE ${sent}`);
  expect(found.to).toHaveLength(1001);
  expect(found.inReplyTo).toBe('<a@lab.test>');
});

test('dates and ids', () => {
  const found = envelope({ date: 'Fri, 27 Nov 2026 10:00:00 +0100' });
  expect(found).toMatchObject({
    sentAt: Date.UTC(2026, 10, 27, 9),
    inReplyTo: '<a@lab.test>',
    messageId: '<b@lab.test>',
    to: [],
  });
  expect(envelope({ date: 'yesterday' }).sentAt).toBeNull();
});
