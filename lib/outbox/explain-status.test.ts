import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enhancedCode, explainStatus } from './explain-status';

test.each([
  [550, '5.1.1 User unknown', 'There is no such address. Check it for typing mistakes.'],
  [550, 'No such user here', 'There is no such address. Check it for typing mistakes.'],
  [550, '5.7.1 Message rejected as spam by Content Filtering', 'The server takes the message for spam.'],
  [550, '5.7.1 Service unavailable; Client host blocked using Spamhaus', /block list/u],
  [550, '5.7.1 something', 'The server does not let this sender write to this recipient.'],
  [552, '5.2.2 Over quota', 'The recipient’s mailbox is full.'],
  [452, '4.2.2 Mailbox full', 'The recipient’s mailbox is full.'],
  [450, '4.7.1 Greylisted, try later', /wait a little/u],
  [421, '4.7.28 Too many messages', /too much mail/u],
  [535, '5.7.8 Authentication credentials invalid', /Check them in Settings, Accounts/u],
  [554, '5.7.26 Unauthenticated mail', /SPF, DKIM, DMARC/u],
  [550, '5.0.0 Mailbox is full', 'The recipient’s mailbox is full.'],
  [550, '5.9.9 odd', /./u],
  [599, 'odd', 'The server refuses this for good.'],
  [499, 'odd', 'The server cannot do this just now.'],
])('%i %s', (code, text, sentence) => {
  expect(explainStatus(code, text)).toEqual(
    typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
  );
});

test('without a code nothing is made up', () => {
  expect(explainStatus(null, 'The connection broke')).toBeNull();
});

test('an enhanced code is taken from the beginning only', () => {
  expect(enhancedCode('5.1.1 User unknown')).toBe('5.1.1');
  expect(enhancedCode('see 5.1.1')).toBeNull();
  expect(enhancedCode('5.1.1.2 no')).toBeNull();
  expect(enhancedCode('3.1.1 no')).toBeNull();
});

test('every refusal of any server has a sentence', () => {
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 599 }), fc.string(), (code, text) => {
      expect(explainStatus(code, text)).toMatch(/\.$/u);
    }),
  );
});
