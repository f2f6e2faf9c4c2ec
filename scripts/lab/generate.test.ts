import { createHash } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { generateMailbox } from './generate';

const all = (seed: number, count = 300) => [...generateMailbox({ count, seed })];
const digest = (seed: number, count?: number) => {
  const hash = createHash('sha256');
  for (const { raw, date, seen, flagged, answered } of all(seed, count)) {
    hash.update(raw).update(JSON.stringify([date, seen, flagged, answered]));
  }
  return hash.digest('hex');
};

describe('the mailbox generator', () => {
  test('gives the same bytes for the same seed and others for another', () => {
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
  });

  test('does not depend on the clock or the machine', () => {
    expect(digest(7, 50)).toMatchInlineSnapshot(
      `"3910683daf9a0a01ce739ea4a0446956e4079d14eb0e9fe118acac9172180de7"`,
    );
  });

  test('gives exactly as many messages as asked, oldest first, with ids of their own', () => {
    const messages = all(3, 257);
    expect(messages).toHaveLength(257);
    expect(messages.every((message, i) => i === 0 || messages[i - 1]!.date <= message.date)).toBe(true);
    expect(new Set(messages.map((message) => message.messageId)).size).toBe(257);
  });

  test('looks like life: replies that refer to their thread, HTML, attachments, flags', () => {
    const messages = [...generateMailbox({ count: 400, attachments: { share: 0.1, min: 1000, max: 5000 } })];
    const texts = messages.map((message) => message.raw.toString());
    const share = (pattern: RegExp) => texts.filter((text) => pattern.test(text)).length / texts.length;
    expect(share(/^In-Reply-To: /m)).toBeGreaterThan(0.4);
    expect(share(/^Content-Type: text\/html/m)).toBeGreaterThan(0.25);
    expect(share(/^Content-Disposition: attachment/m)).toBeGreaterThan(0.04);
    expect(share(/^List-Id: /m)).toBeGreaterThan(0.02);
    expect(messages.filter((message) => message.seen).length / 400).toBeCloseTo(0.6, 0);
  });

  test('writes lines that every server takes: CRLF only, at most 998 octets', () => {
    for (const { raw } of all(5)) {
      const text = raw.toString('latin1');
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    }
  });

  test('a parser reads back subject, date and references', async () => {
    const messages = all(9, 40);
    const known = new Set(messages.map((message) => message.messageId));
    for (const message of messages) {
      const parsed = await simpleParser(message.raw);
      expect(parsed.subject).toBe(message.subject);
      expect(parsed.date?.getTime()).toBe(message.date);
      expect([parsed.references ?? []].flat().every((id) => known.has(id))).toBe(true);
    }
  });
});
