// Notices that come by POP3: tied to the message they speak of, also to one of which nobody knew whether it left.
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Pop3Script, startScriptedPop3 } from '@/lib/providers/testing/scripted-pop3';
import type { AccountRow } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { listNotices } from '@/lib/store/delivery-notices';
import { folderByRole } from '@/lib/store/folders';
import { addOutboxItem, getOutboxItem } from '@/lib/store/outbox';
import { claimDue, markTransfer, recordOutcome } from '@/lib/store/outbox-queue';
import { messagesInFolder } from '@/lib/store/read-messages';
import { saveSettings } from '@/lib/store/settings';
import { Pop3Engine } from './pop3-engine';
import { addPop3Account, makeOwnStore } from './testing/pop3-account';

makeOwnStore();
let db: Db;
let serial = 0;
beforeAll(async () => {
  db = await store();
});
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const idOf = (n: number) => `<0000000${n}-sent@lab.test>`;

/** RFC 3464, about message `n` to Ben. */
const bounce = (n: number, action = 'failed', status = '5.1.1') => ({
  uidl: `notice-${n}-${action}`,
  raw: Buffer.from(
    [
      'From: Mail Delivery System <MAILER-DAEMON@mx.lab.test>',
      'To: ann@lab.test',
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <notice-${n}-${action}@mx.lab.test>`,
      'Date: Tue, 24 Nov 2026 10:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'It did not work.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.lab.test',
      '',
      'Final-Recipient: rfc822; ben@lab.test',
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 No such person',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${idOf(n)}`,
      '',
      '--b--',
      '',
    ].join('\r\n'),
  ),
});

/** An account with a message that left, or of which nobody knows. */
async function setUp(script: Pop3Script, state: 'sent' | 'unclear') {
  const server = await startScriptedPop3(script);
  const account = await addPop3Account({ ...server.login, username: `ann${serial}@lab.test` });
  const { id } = await addOutboxItem(db, {
    userId: account.userId,
    accountId: account.id,
    idempotencyKey: `notice-${serial}`,
    messageIdHeader: idOf(serial),
    subject: 'Lunch',
    to: [{ name: '', address: 'ben@lab.test' }],
    envelope: { from: account.address, to: ['ben@lab.test'] },
    options: { eightBit: false, requireTls: false, deliveryNotice: false },
    path: 'gone',
    size: 1,
    originalId: null,
    draft: null,
    holdUntil: Date.now() - 1,
    sendAt: null,
  });
  const queued = (await claimDue(db, Date.now()))!;
  await markTransfer(db, queued, Date.now());
  const accepted = state === 'sent' ? { accepted: queued.remaining, acceptedAt: Date.now() } : {};
  await recordOutcome(
    db,
    queued,
    { state, nextTryAt: null, reason: null, ...accepted },
    { result: state === 'sent' ? 'accepted' : 'unclear', dialogue: null, at: Date.now() },
  );
  const engine = new Pop3Engine(account.id);
  ends.push(
    () => engine.stop(),
    () => server.close(),
  );
  return { account, id, engine };
}

const subjectsIn = async (account: AccountRow, role: 'inbox' | 'archive') => {
  const folder = (await folderByRole(db, account.id, role))!;
  const rows = await messagesInFolder(db, account.userId, folder.id, 10);
  return rows.map(({ subject, seen }) => ({ subject, seen }));
};
const soon = { timeout: 10_000 };

test('a bounce that a POP3 session brings shows with its message and leaves the inbox', async () => {
  serial++;
  const { account, id, engine } = await setUp({ messages: [bounce(serial)] }, 'sent');
  engine.start();
  await expect
    .poll(async () => (await getOutboxItem(db, account.userId, id)).undelivered, soon)
    .toEqual(['ben@lab.test']);
  expect(await listNotices(db, id)).toMatchObject([
    { action: 'failed', recipient: 'ben@lab.test', status: '5.1.1', reportedBy: 'mx.lab.test' },
  ]);
  await expect.poll(() => subjectsIn(account, 'inbox'), soon).toEqual([]);
  expect(await subjectsIn(account, 'archive')).toEqual([
    { subject: 'Undelivered Mail Returned to Sender', seen: true },
  ]);
});

test('a session that breaks off at QUIT has brought its notices all the same; who wants it keeps them in the inbox', async () => {
  serial++;
  const script: Pop3Script = {
    messages: [bounce(serial)],
    breaks: (command) => (command === 'QUIT' ? 'before' : null),
  };
  const { account, id, engine } = await setUp(script, 'sent');
  await saveSettings(db, account.userId, { foldNotices: false });
  engine.start();
  await expect.poll(async () => (await listNotices(db, id)).length, soon).toBe(1);
  expect(await subjectsIn(account, 'inbox')).toHaveLength(1);
});

test.each([
  ['failed', '5.1.1', ['ben@lab.test']],
  ['delayed', '4.4.1', []],
  ['delivered', '2.0.0', []],
])(
  'a notice (%s) about an unclear message shows that it left; the person decides',
  async (action, status, who) => {
    serial++;
    const { account, id, engine } = await setUp({ messages: [bounce(serial, action, status)] }, 'unclear');
    expect((await getOutboxItem(db, account.userId, id)).isNoticed).toBe(false);
    engine.start();
    await expect.poll(async () => (await getOutboxItem(db, account.userId, id)).isNoticed, soon).toBe(true);
    expect(await getOutboxItem(db, account.userId, id)).toMatchObject({ state: 'unclear', undelivered: who });
    expect(await claimDue(db, Date.now() + 10 ** 10)).toBeNull();
  },
);
