// What becomes of a message after 'Send', on servers that answer as they like: lost answers, wishes, notices, plans and pauses.

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { type SmtpScript, startScriptedSmtp } from '@/lib/providers/testing/scripted-smtp';
import type { Lab, LabUser } from '@/scripts/lab/lab';
import { startServer } from '@/scripts/lab/server';
import { send } from './composing';
import { test as base, expect } from './fixtures';
import { entry, outbox } from './outbox-page';

const test = base.extend<{
  /** Signs in with the lab's IMAP server and this SMTP server. */
  signInWith: (script: SmtpScript) => Promise<Awaited<ReturnType<typeof startScriptedSmtp>>>;
}>({
  signInWith: async ({ page, lab, user }, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (script) => {
      const smtp = await startScriptedSmtp(script);
      ends.push(smtp.close);
      await page.goto('/sign-in');
      await page.getByLabel('Mail address').fill(user.address);
      await page.getByLabel('Password', { exact: true }).fill(user.password);
      await page.getByText('Other server').click();
      const incoming = page.getByRole('group', { name: 'Incoming mail (IMAP)' });
      await incoming.getByLabel('Server').fill('localhost');
      await incoming.getByLabel('Port').fill(String(lab.ports.imaps));
      const outgoing = page.getByRole('group', { name: 'Outgoing mail (SMTP)' });
      await outgoing.getByLabel('Server').fill('localhost');
      await outgoing.getByLabel('Port').fill(String(smtp.port));
      await outgoing.getByLabel('Security').selectOption('tls');
      // The page asks for its event stream as soon as it can be used.
      const live = page.waitForRequest(/\/api\/events/u);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
      await live;
      await page.request.patch('/api/settings', { data: { undoSeconds: 0 } });
      return smtp;
    });
    for (const end of ends) await end();
  },
});

const idOf = (raw: string) => /^Message-ID: (.*)\r$/mu.exec(raw)![1]!;

async function write(page: Page, to: string, subject: string): Promise<void> {
  // The page asks for its event stream as soon as it can be used.
  const live = page.waitForRequest(/\/api\/events/u);
  await page.goto('/mail');
  await live;
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To', exact: true }).fill(`${to},`);
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Hello.');
}

async function wish(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name }).click();
}

/** Message-IDs of a folder's messages, as another mail program sees them. */
async function idsIn(lab: Lab, user: LabUser, folder: string): Promise<string[]> {
  const client = await lab.connectImap(user);
  const box = await client.mailboxOpen(folder);
  const ids: string[] = [];
  if (box.exists > 0)
    for await (const { envelope } of client.fetch('1:*', { envelope: true }))
      ids.push(envelope?.messageId ?? '');
  await client.logout();
  return ids;
}

/** When the message with this subject came to INBOX, by the clock of the server; null before. */
async function arrivedAt(lab: Lab, user: LabUser, subject: string): Promise<number | null> {
  const client = await lab.connectImap(user);
  await client.mailboxOpen('INBOX');
  const [found] = (await client.search({ subject })) || [];
  const message = found === undefined ? false : await client.fetchOne(String(found), { internalDate: true });
  await client.logout();
  return message === false ? null : new Date(message.internalDate!).getTime();
}

/** A report (RFC 3464 or RFC 8098) about `messageId`, whose second part is `status`. */
const report = (messageId: string, type: string, status: string) => ({
  subject: 'A report about your message',
  from: 'Mail Delivery System <MAILER-DAEMON@outside.test>',
  headers: `MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=${type}; boundary=b\r\n`,
  body: `--b\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/${type}\r\n\r\n${status}\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId}\r\n\r\n--b--\r\n`,
});
const failure = (messageId: string, who: string) =>
  report(
    messageId,
    'delivery-status',
    `Reporting-MTA: dns; mx.outside.test\r\n\r\nFinal-Recipient: rfc822; ${who}\r\nAction: failed\r\nStatus: 5.1.1\r\n`,
  );

test('a lost answer is told and not repeated; a copy that turns up in Sent is told; the person settles it', async ({
  page,
  lab,
  user,
  signInWith,
}) => {
  const smtp = await signInWith({ end: ['CUT', '250 2.0.0 taken'] });
  await write(page, 'ben@outside.test', 'Lost answer');
  await send(page);
  await expect(page.getByText("It is not known whether 'Lost answer' arrived")).toBeVisible();
  await write(page, 'ben@outside.test', 'After it');
  await send(page);
  await page.goto('/outbox');
  await expect(entry(page, 'After it').getByText('Sent', { exact: true })).toBeVisible();
  const lost = entry(page, 'Lost answer');
  await expect(lost.getByText('It is not known whether this message arrived')).toBeVisible();
  await expect(lost.getByText(/We look for a copy in Sent/u)).toBeVisible();
  const [message] = smtp.messages;
  await lab.append(user, 'Sent', message!, ['\\Seen']);
  await expect(lost.getByText(/A copy lies in Sent/u)).toBeVisible({ timeout: 40_000 });
  await lost.getByRole('button', { name: 'It arrived' }).click();
  await expect(lost.getByText('Sent', { exact: true })).toBeVisible();
  expect(smtp.messages.map(idOf).filter((id) => id === idOf(message!))).toHaveLength(1);
  expect((await idsIn(lab, user, 'Sent')).filter((id) => id === idOf(message!))).toHaveLength(1);
});

test('a notice about a message with a lost answer is told; sent again, it goes out once more and no more', async ({
  page,
  user,
  deliver,
  signInWith,
}) => {
  const smtp = await signInWith({ end: ['CUT', '250 2.0.0 taken'] });
  await write(page, 'ben@outside.test', 'Bounced');
  await send(page);
  await page.goto('/outbox');
  await expect(
    entry(page, 'Bounced').getByText('It is not known whether this message arrived'),
  ).toBeVisible();
  await deliver(failure(idOf(smtp.messages[0]!), 'ben@outside.test'), user);
  await expect(
    entry(page, 'Bounced').getByText(/A notice came back: not delivered to ben@outside\.test/u),
  ).toBeVisible({ timeout: 40_000 });
  expect(smtp.messages).toHaveLength(1);
  await entry(page, 'Bounced').getByRole('button', { name: 'Send again' }).click();
  await expect(entry(page, 'Bounced').getByText('Sent', { exact: true })).toBeVisible();
  expect(smtp.messages.map(idOf)).toEqual([idOf(smtp.messages[0]!), idOf(smtp.messages[0]!)]);
});

test('a server that files what it sends makes the one copy', async ({ page, lab, user, signInWith }) => {
  const smtp = await signInWith({
    end: [
      async (message) => {
        await lab.append(user, 'Sent', message, ['\\Seen']);
        return '250 2.0.0 taken and filed';
      },
    ],
  });
  await write(page, 'ben@outside.test', 'Filed there');
  await send(page);
  await page.goto('/outbox');
  await expect(entry(page, 'Filed there').getByText('Sent', { exact: true })).toBeVisible();
  expect((await idsIn(lab, user, 'Sent')).filter((id) => id === idOf(smtp.messages[0]!))).toHaveLength(1);
});

test('what is wished for a message stands on the wire: notices, receipt, priority, TLS all the way', async ({
  page,
  user,
  signInWith,
}) => {
  const smtp = await signInWith({ ehlo: ['DSN', 'REQUIRETLS', 'SIZE 1000000'] });
  await write(page, 'ben@outside.test', 'With wishes');
  for (const name of [
    'Ask for a read receipt',
    'Ask for a delivery notice',
    'Only over encrypted connections',
  ])
    await wish(page, name);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitemradio', { name: 'High' }).click();
  await send(page);
  await expect.poll(() => smtp.messages.length).toBe(1);
  const message = smtp.messages[0]!;
  const envelopeId = idOf(message).slice(1).split('@')[0];
  expect(smtp.lines.find((line) => line.startsWith('MAIL'))).toMatch(
    new RegExp(`^MAIL FROM:<${user.address}> SIZE=\\d+ RET=HDRS ENVID=${envelopeId} REQUIRETLS$`, 'u'),
  );
  expect(smtp.lines).toContain('RCPT TO:<ben@outside.test> NOTIFY=SUCCESS,FAILURE,DELAY');
  expect(message).toMatch(new RegExp(`^Disposition-Notification-To: .*${user.address}`, 'mu'));
  expect(message).toMatch(/^Importance: high\r$/mu);

  // Nobody asked: nothing of it.
  await write(page, 'ben@outside.test', 'Without wishes');
  await send(page);
  await expect.poll(() => smtp.messages.length).toBe(2);
  expect(smtp.lines.findLast((line) => line.startsWith('MAIL'))).not.toContain('REQUIRETLS');
  expect(smtp.lines.findLast((line) => line.startsWith('RCPT'))).toBe('RCPT TO:<ben@outside.test>');
  expect(smtp.messages[1]).not.toMatch(/^(Disposition-Notification-To|Importance|X-Priority):/mu);
});

test('TLS all the way is not promised by a server that cannot: nothing is handed over, and it is said why', async ({
  page,
  signInWith,
}) => {
  const smtp = await signInWith({});
  await write(page, 'ben@outside.test', 'Only safely');
  await wish(page, 'Only over encrypted connections');
  await send(page);
  await page.goto('/outbox');
  await expect(entry(page, 'Only safely').getByText(/offers no REQUIRETLS, RFC 8689/u)).toBeVisible();
  expect(smtp.lines.join()).not.toContain('MAIL');
  await entry(page, 'Only safely').getByRole('button', { name: 'Edit' }).click();
  await wish(page, 'Only over encrypted connections');
  await send(page);
  await expect.poll(() => smtp.messages.length).toBe(1);
});

test('a delivery notice and a read receipt come back to the message that asked for them', async ({
  page,
  signIn,
  lab,
  user,
  deliver,
}) => {
  const ben = await lab.createUser();
  await lab.append(user, 'Archive', 'Subject: first\r\n\r\nx\r\n');
  await signIn();
  await page.request.patch('/api/settings', { data: { undoSeconds: 0 } });
  await write(page, ben.address, 'Asked');
  await wish(page, 'Ask for a delivery notice');
  await wish(page, 'Ask for a read receipt');
  await send(page);
  await expect.poll(() => arrivedAt(lab, ben, 'Asked')).not.toBeNull();
  const [id] = await idsIn(lab, ben, 'INBOX');
  await deliver({
    ...report(
      id!,
      'disposition-notification',
      `Reporting-UA: elsewhere; Reader\r\nFinal-Recipient: rfc822; ${ben.address}\r\nOriginal-Message-ID: ${id}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n`,
    ),
    from: ben.address,
    subject: 'Read: Asked',
  });
  await page.goto('/outbox');
  await entry(page, 'Asked').getByRole('button', { name: 'Delivery' }).click();
  const delivery = page.getByRole('region', { name: 'Delivery' });
  // Postfix's own, which handed it to LMTP.
  await expect(delivery.getByText(`Passed on to ${ben.address}`)).toBeVisible({ timeout: 40_000 });
  await expect(delivery.getByText(`Shown to ${ben.address}`)).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => idsIn(lab, user, 'INBOX')).toEqual([]);
  expect((await outbox(page))[0]?.undelivered).toEqual([]);
});

test('the time to undo is the one that was set, also with the browser closed', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await page.goto('/settings/general');
  const setting = page.getByLabel(/undo/iu);
  await setting.selectOption('60');
  await write(page, ben.address, 'A minute');
  await send(page);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  const [held] = await outbox(page);
  expect(held!.nextTryAt! - held!.createdAt).toBeGreaterThan(59_000);
  expect(held!.nextTryAt! - held!.createdAt).toBeLessThanOrEqual(60_000);

  await page.goto('/settings/general');
  await setting.selectOption('5');
  await expect
    .poll(async () => (await (await page.request.get('/api/settings')).json()) as object)
    .toMatchObject({ undoSeconds: 5 });
  await write(page, ben.address, 'Five seconds');
  const clickedAt = Date.now();
  await send(page);
  await expect(page.getByRole('button', { name: 'Undo' }).first()).toBeVisible();
  await page.close();
  await expect.poll(() => arrivedAt(lab, ben, 'Five seconds')).not.toBeNull();
  // The server's clock shows whole seconds.
  expect(await arrivedAt(lab, ben, 'Five seconds')).toBeGreaterThanOrEqual(clickedAt + 4000);
  expect(await arrivedAt(lab, ben, 'A minute')).toBeNull();
});

test('what was due while the server did not run leaves as soon as it runs, and says that it is late', async ({
  page,
  lab,
  user,
  errors,
}) => {
  const ben = await lab.createUser();
  const server = await startServer(lab);
  try {
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('Mail address').fill(user.address);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    // The page asks for its event stream as soon as it can be used.
    const live = page.waitForRequest(/\/api\/events/u);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
    await live;
    await page.keyboard.press('c');
    await page.getByRole('combobox', { name: 'To', exact: true }).fill(`${ben.address},`);
    await page.getByRole('textbox', { name: 'Subject' }).fill('Overslept');
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Hello.');
    await page.getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('button', { name: /Tomorrow morning/u }).click();
    await expect(page.getByText(/^Leaves /u)).toBeVisible();
    // The browser is closed: what happens meanwhile is told at the next visit.
    await page.goto('about:blank');
    await server.kill();
    // What a day does that passes meanwhile: its time was ten minutes ago.
    const at = Date.now() - 10 * 60_000;
    const db = new Database(join(server.dataDir, 'pennypost.db'));
    const { changes } = db
      .prepare("update outbox set send_at = ?, next_try_at = ? where state = 'held'")
      .run(at, at);
    db.close();
    expect(changes).toBe(1);
    await server.start();
    await expect.poll(() => arrivedAt(lab, ben, 'Overslept')).not.toBeNull();
    await page.goto(`${server.url}/mail`);
    await expect(page.getByText("'Overslept' left later than planned")).toBeVisible();
    await page.goto(`${server.url}/outbox`);
    await expect(
      entry(page, 'Overslept').getByText(/Planned for .*, but Pennypost was not running/u),
    ).toBeVisible();
  } finally {
    errors.length = 0; // the server was away
    await server.remove();
  }
});
