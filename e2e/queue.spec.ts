import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startScriptedSmtp } from '@/lib/providers/testing/scripted-smtp';
import type { Lab, LabUser } from '@/scripts/lab/lab';
import { startServer } from '@/scripts/lab/server';
import { body, send } from './composing';
import { expect, test } from './fixtures';
import { entry, outbox } from './outbox-page';

async function write(page: Page, to: string, subject: string): Promise<void> {
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To' }).fill(`${to},`);
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
  await body(page).fill('Hello.');
}
const settle = (page: Page, settings: object) => page.request.patch('/api/settings', { data: settings });

async function arrived(lab: Lab, user: LabUser, subject: string): Promise<number> {
  const client = await lab.connectImap(user);
  await client.mailboxOpen('INBOX');
  const found = (await client.search({ subject })) || [];
  await client.logout();
  return found.length;
}

async function sendLater(page: Page, at: Date): Promise<void> {
  await page.getByRole('button', { name: 'Send later' }).click();
  const two = (value: number) => String(value).padStart(2, '0');
  const text = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
  await page.getByLabel('Another date and time').fill(text);
  await page.getByRole('button', { name: 'Choose' }).click();
}

test('with undo off a message leaves at once, and its delivery shows the dialogue, the queue id and the copy', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await settle(page, { undoSeconds: 0 });
  await write(page, ben.address, 'At once');
  await send(page);
  await expect.poll(() => arrived(lab, ben, 'At once')).toBe(1);
  await page.goto('/outbox');
  await expect(entry(page, 'At once').getByText('Sent', { exact: true })).toBeVisible();
  await entry(page, 'At once').getByRole('button', { name: 'Delivery' }).click();
  const delivery = page.getByRole('region', { name: 'Delivery' });
  await expect(delivery.getByText('Attempt 1: the mail server took it')).toBeVisible();
  await expect(delivery.getByText(/The server’s own name for it: \w+/u)).toBeVisible();
  await expect(delivery.getByText(/localhost, TLSv1\.[23], TLS_/u)).toBeVisible();
  await expect(delivery.getByText('The copy is in Sent')).toBeVisible();
  await delivery.getByText('Dialogue with the server').click();
  await expect(delivery.getByRole('region', { name: 'Handshake' })).toContainText('AUTH PLAIN [masked]');
  await expect(delivery.getByRole('region', { name: 'Transfer' })).toContainText(`RCPT TO:<${ben.address}>`);
  await expect(delivery.getByRole('region', { name: 'Closure' })).toBeVisible();
  expect(await delivery.textContent()).not.toContain(user.password);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('a planned message waits, can be edited and planned again, and leaves when it is told to', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await write(page, ben.address, 'Later');
  await sendLater(page, new Date(Date.now() + 48 * 3600_000));
  // The same words as in the Outbox.
  await expect(page.getByText(/^Leaves \w{3},? \d+ \w{3},? \d\d:\d\d$/u)).toBeVisible();
  await page.goto('/outbox');
  await expect(entry(page, 'Later').getByText(/^Leaves \w{3},? \d+ \w{3},? \d\d:\d\d$/u)).toBeVisible();
  await entry(page, 'Later').getByRole('button', { name: 'Change time' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Monday morning|Tomorrow morning/u })
    .last()
    .click();
  await expect(entry(page, 'Later').getByText(/08:00/u)).toBeVisible();
  await entry(page, 'Later').getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByText('Not planned any more. It leaves when you send it again.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Subject' }).fill('Later, mended');
  expect(await arrived(lab, ben, 'Later')).toBe(0);
  await sendLater(page, new Date(Date.now() + 48 * 3600_000));
  await entry(page, 'Later, mended').getByRole('button', { name: 'Send now' }).click();
  await expect.poll(() => arrived(lab, ben, 'Later, mended')).toBe(1);
  const client = await lab.connectImap(ben);
  await client.mailboxOpen('INBOX');
  const message = await client.fetchOne('*', { envelope: true });
  await client.logout();
  // Its Date is when it left, not when it was planned for.
  expect(Math.abs(new Date(message ? message.envelope!.date! : 0).getTime() - Date.now())).toBeLessThan(
    120_000,
  );
});

test('several waiting messages are taken back at once', async ({ page, signIn }) => {
  await signIn();
  for (const subject of ['One', 'Two']) {
    await write(page, 'nobody@outside.test', subject);
    await sendLater(page, new Date(Date.now() + 48 * 3600_000));
    await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveCount(0);
  }
  await page.goto('/outbox');
  await page.getByLabel('Select all that waits or failed').check();
  await page.getByRole('button', { name: 'Take back to Drafts' }).click();
  await expect(page.getByText('2 messages are in Drafts again.')).toBeVisible();
  await expect(page.getByText('Nothing waits to be sent.')).toBeVisible();
  const drafts = (await (await page.request.get('/api/drafts')).json()) as { subject: string }[];
  expect(drafts.map(({ subject }) => subject).sort()).toEqual(['One', 'Two']);
});

test('several failed messages are tried again at once, and leave the list at once', async ({
  page,
  signIn,
  lab,
}) => {
  await signIn();
  await settle(page, { undoSeconds: 0 });
  for (const subject of ['First no', 'Second no']) {
    await write(page, `unknown-x@${lab.domain}`, subject);
    await send(page);
    await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveCount(0);
  }
  await page.goto('/outbox');
  for (const subject of ['First no', 'Second no'])
    await expect(entry(page, subject).getByText('Not sent', { exact: true })).toBeVisible();
  await page.getByLabel('Select all that waits or failed').check();
  const bulk = page.getByRole('group', { name: 'Actions for the selected messages' });
  await bulk.getByRole('button', { name: 'Try now' }).click();
  await expect
    .poll(async () => (await outbox(page)).map(({ state, attempts }) => `${state} ${attempts}`))
    .toEqual(['failed 2', 'failed 2']);
  await page.getByLabel('Select all that waits or failed').check();
  await bulk.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(page.getByText('Nothing waits to be sent.')).toBeVisible();
});

test('of two recipients one is refused: who, with code and meaning; trying again goes to that one only', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await settle(page, { undoSeconds: 0 });
  await write(page, `${ben.address}, unknown-x@${lab.domain}`, 'Partly');
  await send(page);
  await page.goto('/outbox');
  const failed = entry(page, 'Partly');
  await expect(failed.getByText('Not sent to everyone')).toBeVisible();
  await expect(failed.getByText(/unknown-x@\S+ 550 5\.1\.1 .*There is no such address/u)).toBeVisible();
  await failed.getByRole('button', { name: 'Try now' }).click();
  await expect.poll(async () => (await outbox(page))[0]?.attempts).toBe(2);
  await expect(failed.getByText('Not sent to everyone')).toBeVisible();
  await expect.poll(() => arrived(lab, ben, 'Partly')).toBe(1);
  await failed.getByRole('button', { name: 'Edit' }).click();
  await expect(
    page
      .getByRole('option', { name: /unknown-x/u })
      .or(page.getByText(/unknown-x@/u))
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'Partly' }).getByText(ben.address)).toHaveCount(0);
});

test('a refusal for now is tried again by itself and says why, who has it and who does not', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await settle(page, { undoSeconds: 0 });
  await write(page, `tempfail-x@${lab.domain}, ${ben.address}`, 'For now');
  await send(page);
  await expect(page.getByText('The message is on its way')).toBeVisible();
  await page.goto('/outbox');
  const item = entry(page, 'For now');
  await expect(item.getByText(/Not accepted yet\. We try again/u)).toBeVisible();
  await expect(item.getByText(/The server said: 451 /u)).toBeVisible();
  await expect(item.getByText(`Taken for ${ben.address}`)).toBeVisible();
  await expect(item.getByText(`Still waiting: tempfail-x@${lab.domain}`)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Outbox 1 message waits' })).toBeVisible();
  await item.getByRole('button', { name: 'Delivery' }).click();
  await expect(item.getByText('Attempt 1: the mail server took it for some')).toBeVisible();
});

test('a server that asks for a pause gets one, and what waits for it says until when', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  // A Pennypost of its own: the pause is the host's, whoever writes through it.
  const smtp = await startScriptedSmtp({ mail: '421 4.7.0 Too much, come back later' });
  const imap = { host: 'localhost', port: lab.ports.imaps, security: 'tls' };
  const preset = { imap, smtp: { host: 'localhost', port: smtp.port, security: 'tls' } };
  const server = await startServer(lab, { MAIL_SERVERS: JSON.stringify({ [lab.domain]: preset }) });
  try {
    await signIn(user, page, server.url);
    await page.request.patch(`${server.url}/api/settings`, { data: { undoSeconds: 0 } });
    await write(page, 'ben@outside.test', 'Too much');
    await send(page);
    await page.getByRole('link', { name: /^Outbox/u }).click();
    await expect(entry(page, 'Too much').getByText(/The server said: 421 4\.7\.0/u)).toBeVisible();
    await write(page, 'ben@outside.test', 'After it');
    await send(page);
    await expect(
      entry(page, 'After it').getByText(/The mail server asked for a pause\. We go on/u),
    ).toBeVisible();
  } finally {
    await page.goto('about:blank');
    await server.remove();
    await smtp.close();
  }
});

test('a bounce leaves the inbox and shows with the message it speaks of', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  await lab.append(user, 'Archive', 'Subject: first\r\n\r\nx\r\n');
  await signIn();
  await settle(page, { undoSeconds: 0 });
  await write(page, `nobody-there@${lab.domain}`, 'Bounces');
  await send(page);
  await page.goto('/outbox');
  await expect(
    entry(page, 'Bounces').getByText(/a notice came back: not delivered to nobody-there@/u),
  ).toBeVisible({
    timeout: 30_000,
  });
  await entry(page, 'Bounces').getByRole('button', { name: 'Delivery' }).click();
  await expect(page.getByText(/^Not delivered to nobody-there@/u)).toBeVisible();
  await expect(page.getByText(/^550 5\.1\.1 /u)).toBeVisible();
  await page
    .getByRole('link', { name: 'Inbox' })
    .or(page.getByRole('treeitem', { name: /Inbox/u }))
    .first()
    .click();
  await expect(page.getByRole('row', { name: /Undelivered Mail/u })).toHaveCount(0);
  const client = await lab.connectImap(user);
  await expect
    .poll(async () => ((await client.status('Archive', { messages: true })) as { messages: number }).messages)
    .toBe(2);
  await client.logout();
  await page.goto('/outbox');
  await entry(page, 'Bounces').getByRole('button', { name: 'Remove from the list' }).click();
  await expect(entry(page, 'Bounces').getByText('Sent', { exact: true })).toBeVisible();
});
