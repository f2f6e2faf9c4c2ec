import { describe, expect, test } from 'vitest';
import { Digester, headDigest, isTelling } from './message-digest';

const digest = (text: string, size = 1000) => {
  const digester = new Digester();
  const octets = Buffer.from(text, 'latin1');
  for (let at = 0; at < octets.length; at += size) digester.feed(octets.subarray(at, at + size));
  return digester.end();
};

describe('the digests of a message', () => {
  const mail = 'Received: a\r\n b\r\nSubject: x\r\n\r\nbody\r\n\r\nmore\r\n';

  test('are the same however the octets come', () => {
    for (const size of [1, 2, 3, 7]) expect(digest(mail, size)).toEqual(digest(mail));
    expect(digest(mail).head).toBe(headDigest(Buffer.from('Received: a\r\n b\r\nSubject: x\r\n\r\n')));
  });

  test.each([
    ['Status: RO\r\n', true],
    ['X-UIDL: 17\r\n', true],
    ['X-Mozilla-Status: 0001\r\n', true],
    ['Status: RO\r\n folded\r\n', true],
    ['X-Other: 1\r\n', false],
  ])('what a server adds (%j) changes nothing: %s', (field, same) => {
    const changed = digest(mail.replace('Subject', `${field}Subject`));
    expect(changed.head === digest(mail).head).toBe(same);
    expect(changed.whole === digest(mail).whole).toBe(same);
  });

  test('another body is another message with the same head', () => {
    const other = digest(mail.replace('more', 'less'));
    expect([other.head, other.whole === digest(mail).whole]).toEqual([digest(mail).head, false]);
  });

  test.each([
    ['Message-ID: <1@a>\r\n', true],
    ['Received: from a\r\n', true],
    ['Subject: no\r\nX-Message-ID: 1\r\n', false],
    ['', false],
  ])('the head %j tells which message it is: %s', (head, telling) => {
    expect(isTelling(Buffer.from(`${head}\r\n`))).toBe(telling);
  });
  test('odd ones do not throw', () => {
    for (const text of ['', '\r\n', '\n\nx', 'x', '\r\nbody']) expect(digest(text, 1).whole).toHaveLength(64);
  });
});
