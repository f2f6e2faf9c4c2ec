// ENVELOPE as servers write it (RFC 3501 7.4.2).
import type { ImapAttribute } from 'imapflow';
import { expect, test } from 'vitest';
import { toEnvelope } from './envelope-row';

const text = (value: string | Buffer | null): ImapAttribute =>
  value === null ? null : { type: 'STRING', value: value as string };
const person = (...fields: (string | null)[]) => fields.map(text);

function envelope(fields: { date?: string; subject?: string | Buffer; from?: ImapAttribute[] }) {
  const attributes: ImapAttribute[] = [
    { type: 'ATOM', value: 'UID' },
    { type: 'ATOM', value: '7' },
    { type: 'ATOM', value: 'ENVELOPE' },
    [
      text(fields.date ?? null),
      text(fields.subject ?? null),
      fields.from ?? null,
      ...Array.from({ length: 5 }, () => null),
      text('see <a@lab.test> of Monday'),
      text(' <b@lab.test> '),
    ],
  ];
  return toEnvelope({ attributes: [{ type: 'ATOM', value: 'FETCH' }, attributes] })!;
}

test.each([
  ['Plan', 'Plan'],
  [Buffer.from('Größe'), 'Größe'],
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
