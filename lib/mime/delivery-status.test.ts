import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksLikeReport, readReport } from './delivery-status';

const lines = (...all: string[]) => Buffer.from(`${all.join('\r\n')}\r\n`);
const report = (type: string, second: string[], third: string[] = []) =>
  lines(
    'From: MAILER-DAEMON@mx.example.org (Mail Delivery System)',
    'To: ann@example.org',
    'Subject: Undelivered Mail Returned to Sender',
    'Message-ID: <b1@mx.example.org>',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary="b"`,
    '',
    '--b',
    '',
    'Sorry.',
    '--b',
    `Content-Type: message/${type}`,
    '',
    ...second,
    '--b',
    ...third,
    '--b--',
  );
const returned = [
  'Content-Type: text/rfc822-headers',
  '',
  'Subject: Hello',
  'Message-ID: <sent@example.org>',
  '',
];

test('RFC 3464: each recipient with its action, status and the words of the remote server', async () => {
  const raw = report(
    'delivery-status',
    [
      'Reporting-MTA: dns; mx.example.org',
      'Original-Envelope-Id: 8d1f-4a',
      '',
      'Original-Recipient: rfc822;Ben@example.org',
      'Final-Recipient: rfc822; ben@inner.example.org',
      'Action: failed',
      'Status: 5.1.1 (bad address)',
      'Diagnostic-Code: smtp; 550 5.1.1 <ben@inner.example.org>:',
      ' Recipient address rejected',
      '',
      'Final-Recipient: rfc822;cleo@example.org',
      'Action: delivered (to mailbox)',
      'Status: 2.0.0',
      '',
      'Final-Recipient: rfc822;dora@example.org',
      'Status: 4.4.1',
    ],
    returned,
  );
  expect(await readReport(raw)).toEqual({
    messageIds: ['<sent@example.org>'],
    envelopeId: '8d1f-4a',
    reportedBy: 'mx.example.org',
    recipients: [
      {
        recipient: 'ben@example.org',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 5.1.1 <ben@inner.example.org>: Recipient address rejected',
      },
      { recipient: 'cleo@example.org', action: 'delivered', status: '2.0.0', diagnostic: null },
      { recipient: 'dora@example.org', action: 'delayed', status: '4.4.1', diagnostic: null },
    ],
  });
});

test('the bounce of testdata, whose returned headers have no Message-ID', async () => {
  expect(await readReport(readFileSync('testdata/bounce.eml'))).toMatchObject({
    messageIds: [],
    recipients: [{ recipient: 'nobody@example.org', action: 'failed', status: '5.1.1' }],
  });
});

test.each([
  ['manual-action/MDN-sent-manually; displayed', 'read'],
  ['automatic-action/MDN-sent-automatically; deleted', 'deleted'],
  ['automatic-action/MDN-sent-automatically; displayed/warning', 'read'],
])('RFC 8098: %s', async (disposition, action) => {
  const raw = report('disposition-notification', [
    'Reporting-UA: mail.example.org; Some Reader 1.0',
    'Final-Recipient: rfc822;ben@example.org',
    'Original-Message-ID: <sent@example.org>',
    `Disposition: ${disposition}`,
  ]);
  expect(await readReport(raw)).toMatchObject({
    messageIds: ['<sent@example.org>'],
    reportedBy: 'mail.example.org',
    recipients: [{ recipient: 'ben@example.org', action }],
  });
});

test('a receipt that says only that something was dispatched says nothing', async () => {
  const raw = report('disposition-notification', [
    'Final-Recipient: rfc822;ben@example.org',
    'Disposition: automatic-action/MDN-sent-automatically; dispatched',
  ]);
  expect(await readReport(raw)).toBeNull();
});

const plain = (subject: string, ...body: string[]) =>
  lines('From: Mail Delivery System <Mailer-Daemon@mx.example.org>', `Subject: ${subject}`, '', ...body);

test('Exim', async () => {
  const raw = plain(
    'Mail delivery failed: returning message to sender',
    'This message was created automatically by mail delivery software.',
    '',
    'A message that you sent could not be delivered to one or more of its',
    'recipients. This is a permanent error. The following address(es) failed:',
    '',
    '  ben@example.org',
    '    host mx.example.org [192.0.2.1]',
    '    SMTP error from remote mail server after RCPT TO:<ben@example.org>:',
    '    550 5.1.1 User unknown',
    '',
    '------ This is a copy of the message, including all the headers. ------',
    '',
    'Message-ID: <sent@example.org>',
    'To: other@example.org',
  );
  expect(await readReport(raw)).toMatchObject({
    messageIds: ['<sent@example.org>'],
    recipients: [
      {
        recipient: 'ben@example.org',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 5.1.1 User unknown',
      },
    ],
  });
});

test('qmail', async () => {
  const raw = plain(
    'failure notice',
    'Hi. This is the qmail-send program at mx.example.org.',
    "I'm afraid I wasn't able to deliver your message to the following addresses.",
    '',
    '<ben@example.org>:',
    '192.0.2.1 does not like recipient.',
    'Remote host said: 550 No such user',
    'Giving up on 192.0.2.1.',
    '',
    '--- Below this line is a copy of the message.',
    '',
    'Return-Path: <ann@example.org>',
    'Message-ID: <sent@example.org>',
  );
  expect(await readReport(raw)).toMatchObject({
    messageIds: ['<sent@example.org>'],
    recipients: [{ recipient: 'ben@example.org', action: 'failed' }],
  });
});

test('a warning that it takes long is a delay', async () => {
  const raw = plain(
    'Warning: could not send message for past 4 hours, delivery delayed',
    'The message has not yet been delivered to:',
    '',
    '<ben@example.org>',
    '',
    'Message-ID: <sent@example.org>',
  );
  expect((await readReport(raw))?.recipients).toMatchObject([
    { recipient: 'ben@example.org', action: 'delayed' },
  ]);
});

test('a letter about bounces is none, and neither is an answer', async () => {
  const letter = lines(
    'From: Cleo <cleo@example.org>',
    'Subject: Undelivered parcels',
    'In-Reply-To: <sent@example.org>',
    '',
    '<ben@example.org>:',
  );
  expect(await readReport(letter)).toBeNull();
  const from = [{ name: 'Cleo', address: 'cleo@example.org' }];
  expect(looksLikeReport({ from, subject: 'Delivery status', structure: null })).toBe(false);
  const daemon = [{ name: '', address: 'MAILER-DAEMON@mx.example.org' }];
  expect(looksLikeReport({ from: daemon, subject: 'Delivery Status Notification', structure: null })).toBe(
    true,
  );
});

test('whatever a stranger sends, it ends, and nothing is longer than it may be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 300 }), { maxLength: 20 }), async (junk) => {
      const read = await readReport(report('delivery-status', junk, returned));
      for (const one of read?.recipients ?? []) expect(one.diagnostic?.length ?? 0).toBeLessThanOrEqual(1000);
    }),
    { numRuns: 50 },
  );
});
