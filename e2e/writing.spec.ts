import { simpleParser } from 'mailparser';
import type { Lab, LabUser } from '@/scripts/lab/lab';
import { body, send } from './composing';
import { expect, test } from './fixtures';

/** The newest message of a folder, parsed, as soon as it is there. */
async function newest(lab: Lab, user: LabUser, folder: string, subject: string) {
  const client = await lab.connectImap(user);
  let raw: Buffer = Buffer.alloc(0);
  await expect
    .poll(
      async () => {
        await client.mailboxOpen(folder);
        const message = await client.fetchOne('*', { source: true, flags: true }).catch(() => false as const);
        if (message !== false && message.source) raw = message.source;
        return raw.toString();
      },
      { timeout: 40_000 },
    )
    .toContain(subject);
  await client.logout();
  return { raw: raw.toString(), parsed: await simpleParser(raw) };
}

test('a reply goes out with its threading, is filed in Sent, and marks the original answered', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  const ben = await lab.createUser();
  await deliver({
    subject: 'Question',
    from: `Ben <${ben.address}>`,
    headers: `Message-ID: <q-${user.address}>\r\nReferences: <root@x.test>\r\n`,
  });
  await signIn();
  await page.getByRole('row', { name: /Question/u }).click();
  await expect(page.getByRole('heading', { name: 'Question' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(body(page)).toBeFocused();
  await body(page).pressSequentially('The answer is yes.');
  await send(page);
  const { parsed, raw } = await newest(lab, ben, 'INBOX', 'Re: Question');
  expect(parsed.inReplyTo).toBe(`<q-${user.address}>`);
  expect(parsed.references).toEqual(['<root@x.test>', `<q-${user.address}>`]);
  expect(parsed.text).toContain('The answer is yes.');
  expect(raw).not.toMatch(/^bcc:/imu);
  await newest(lab, user, 'Sent', 'Re: Question');
  const client = await lab.connectImap(user);
  await client.mailboxOpen('INBOX');
  await expect.poll(async () => (await client.search({ answered: true })) || []).toHaveLength(1);
  await client.logout();
});

test('undo brings the message back; what was typed survives a reload; the draft is in IMAP Drafts', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  await signIn();
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To' }).fill(`${user.address},`);
  await page.getByRole('textbox', { name: 'Subject' }).fill('Second thoughts');
  await body(page).fill('Not sure about this.');
  await send(page);
  await expect(page.getByText('The message waits 10 s, then leaves')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('Second thoughts');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('Second thoughts');
  await expect(body(page)).toContainText('Not sure about this.');
  const { parsed } = await newest(lab, user, 'Drafts', 'Second thoughts');
  expect(parsed.text).toContain('Not sure about this.');
  const client = await lab.connectImap(user);
  expect(((await client.status('INBOX', { messages: true })) as { messages: number }).messages).toBe(0);
  await client.logout();
});

test('files go along unchanged; Bcc gets the mail and is not named in it', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const [ben, cleo] = [await lab.createUser(), await lab.createUser()];
  await signIn();
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To' }).fill(`${ben.address},`);
  await page.getByRole('button', { name: 'Add Bcc' }).click();
  await page.getByRole('combobox', { name: 'Bcc' }).fill(`${cleo.address},`);
  await page.getByRole('textbox', { name: 'Subject' }).fill('Papers');
  await body(page).fill('Enclosed.');
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'Büro.bin', mimeType: 'application/octet-stream', buffer: bytes });
  await expect(page.getByText('Büro.bin')).toBeVisible();
  await send(page);
  const { parsed, raw } = await newest(lab, cleo, 'INBOX', 'Papers');
  expect(raw).not.toContain(`Bcc`);
  expect(parsed.attachments[0]?.filename).toBe('Büro.bin');
  expect(parsed.attachments[0]?.content.equals(bytes)).toBe(true);
  await newest(lab, ben, 'INBOX', 'Papers');
  expect(user.address).not.toBe('');
});

test('a refusal of the server shows with its status code and phrase, and the message can be mended', async ({
  page,
  signIn,
  lab,
}) => {
  await signIn();
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To' }).fill(`refuse-me@${lab.domain},`);
  await page.getByRole('textbox', { name: 'Subject' }).fill('Will bounce');
  await body(page).fill('Hello?');
  await send(page);
  await page.goto('/outbox');
  await expect(page.getByText(/The server refused: 550 /u).first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('Will bounce');
});

test('forwarding as attachment carries the whole original', async ({ page, signIn, deliver, lab }) => {
  const ben = await lab.createUser();
  await deliver({ subject: 'Evidence', headers: 'X-Proof: yes\r\n' });
  await signIn();
  await page.getByRole('row', { name: /Evidence/u }).click();
  await page.getByRole('article').getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forward as attachment' }).click();
  await page.getByRole('combobox', { name: 'To' }).fill(`${ben.address},`);
  await send(page);
  const { raw } = await newest(lab, ben, 'INBOX', 'Fwd: Evidence');
  expect(raw).toContain('message/rfc822');
  expect(raw).toMatch(/X-Proof: yes|WC1Qcm9vZjogeWVz/u);
});

test('a mail server that goes away shows as a calm banner, reading goes on, and it is found again', async ({
  browser,
}) => {
  const { startLab } = await import('@/scripts/lab/lab');
  const { startServer } = await import('@/scripts/lab/server');
  const lab = await startLab();
  const server = await startServer(lab);
  const page = await browser.newPage();
  try {
    const user = await lab.createUser();
    await lab.deliver(
      `From: a@x.test\r\nTo: ${user.address}\r\nSubject: Before\r\n\r\nText before.\r\n`,
      user.address,
    );
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('Mail address').fill(user.address);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('row', { name: /Before/u }).click();
    await expect(page.getByText('Text before.').last()).toBeVisible();
    await lab.kill();
    await expect(
      page.getByRole('status').filter({ hasText: /Could not reach localhost|closed the connection/u }),
    ).toBeVisible();
    await page.reload();
    await expect(page.getByText('Text before.').last()).toBeVisible();
    await lab.start();
    await lab.deliver(
      `From: a@x.test\r\nTo: ${user.address}\r\nSubject: After\r\n\r\nText after.\r\n`,
      user.address,
    );
    await expect(page.getByRole('row', { name: /After/u })).toBeVisible({ timeout: 40_000 });
    await expect(page.getByText(/We try again/u)).toHaveCount(0);
    await server.kill();
    await server.start();
    await expect(page.getByText('No connection to Pennypost')).toHaveCount(0, { timeout: 20_000 });
    await lab.deliver(
      `From: a@x.test\r\nTo: ${user.address}\r\nSubject: After the crash\r\n\r\nText.\r\n`,
      user.address,
    );
    await expect(page.getByRole('row', { name: /After the crash/u })).toBeVisible({ timeout: 20_000 });
  } finally {
    await page.close();
    await server.remove();
    await lab.close();
  }
});
