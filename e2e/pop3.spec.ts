import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Lab, LabUser } from '@/scripts/lab/lab';
import { expect, row, signInByApi, test } from './fixtures';

const folder = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name });

/** Through the form's 'Other server', as somebody does whose provider has POP3 only. */
async function signInByPop3(page: Page, lab: Lab, user: LabUser): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByText('Other server').click();
  await page.getByLabel('Kind of account').selectOption('POP3');
  const incoming = page.getByRole('group', { name: 'Incoming mail (POP3)' });
  await expect(incoming.getByLabel('Port')).toHaveValue('995');
  await incoming.getByLabel('Server').fill('localhost');
  await incoming.getByLabel('Port').fill(String(lab.ports.pop3s));
  const outgoing = page.getByRole('group', { name: 'Outgoing mail (SMTP)' });
  await outgoing.getByLabel('Server').fill('localhost');
  await outgoing.getByLabel('Port').fill(String(lab.ports.submission));
  // The page asks for its event stream as soon as it can be used.
  const live = page.waitForRequest(/\/api\/events/u);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  await live;
}

/** How many messages the server has in the inbox. */
async function onServer(lab: Lab, user: LabUser): Promise<number> {
  const client = await lab.connectImap(user);
  const { messages } = (await client.status('INBOX', { messages: true })) as { messages: number };
  await client.logout();
  return messages;
}

test('a person whose only account is POP3 reads, organizes, finds, writes and sends', async ({
  page,
  lab,
  user,
  deliver,
}) => {
  const ben = await lab.createUser();
  for (const subject of ['Alpha', 'Beta', 'Gamma']) await deliver({ subject, from: `Ben <${ben.address}>` });
  await signInByPop3(page, lab, user);
  await row(page, 'Alpha').click();
  await expect(page.getByText('Hello, this is Alpha.').last()).toBeVisible();
  await page.keyboard.press('e');
  await expect(row(page, 'Alpha')).toHaveCount(0);
  await folder(page, 'Archive').click();
  await expect(row(page, 'Alpha')).toBeVisible();
  await folder(page, 'Inbox').click();
  await row(page, 'Beta').click();
  await expect(page.getByRole('heading', { name: 'Beta' })).toBeVisible();
  await page.keyboard.press('r');
  const body = page.getByRole('textbox', { name: 'Message', exact: true });
  await expect(body).toBeFocused();
  await body.pressSequentially('An answer by way of POP3.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect.poll(() => onServer(lab, ben), { timeout: 40_000 }).toBe(1);
  await folder(page, 'Sent').click();
  await expect(row(page, 'Beta')).toBeVisible();
  await row(page, 'Beta').click();
  await expect(page.getByText('An answer by way of POP3.').first()).toBeVisible();
  await page.getByRole('searchbox').fill('gamma');
  await expect(row(page, 'Gamma')).toBeVisible();
  expect(await onServer(lab, user)).toBe(3);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test('attached messages and tables show in place, in whatever encoding they came', async ({
  page,
  lab,
  user,
  deliver,
}) => {
  const inner =
    'From: Dora <dora@elsewhere.test>\r\nSubject: Inner\r\nDate: Tue, 03 Mar 2026 10:00:00 +0000\r\n\r\nWords inside.\r\n';
  const file = (type: string, name: string, encoding: string, content: string) =>
    `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${content}\r\n`;
  await deliver({
    subject: 'Outer',
    headers: 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    body: `${file('message/rfc822', 'plain.eml', '7bit', inner)}${file(
      'application/octet-stream',
      'coded.eml',
      'base64',
      Buffer.from(inner).toString('base64'),
    )}${file('text/csv; charset=utf-8', 'table.csv', 'quoted-printable', 'a,b=0D=0Ac,=C3=A9')}--b--\r\n`,
  });
  await signInByPop3(page, lab, user);
  await row(page, 'Outer').click();
  for (const name of ['plain.eml', 'coded.eml']) {
    await page.getByRole('button', { name: `Preview ${name}` }).click();
    const shown = page.getByRole('region', { name, exact: true });
    await expect(shown.getByText('Words inside.')).toBeVisible();
    await expect(shown.getByText('Dora <dora@elsewhere.test>')).toBeVisible();
  }
  await page.getByRole('button', { name: 'Preview table.csv' }).click();
  await expect(page.getByRole('region', { name: 'table.csv' }).getByRole('cell')).toHaveText([
    'a',
    'b',
    'c',
    'é',
  ]);
});

test('what is written is a draft in Drafts, and folders are made here', async ({ page, lab, user }) => {
  await signInByPop3(page, lab, user);
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To' }).fill('ben@lab.test,');
  await page.getByRole('textbox', { name: 'Subject' }).fill('Half a thought');
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('To be continued.');
  await folder(page, 'Drafts').click();
  await expect(row(page, 'Half a thought')).toBeVisible({ timeout: 30_000 });
});

test('mail is kept, deleted at once, or after days, as the account says', async ({
  page,
  lab,
  user,
  deliver,
}) => {
  test.setTimeout(240_000);
  await deliver({ subject: 'First' });
  await signInByPop3(page, lab, user);
  await expect(row(page, 'First')).toBeVisible();
  expect(await onServer(lab, user)).toBe(1);
  const { accounts } = (await (await page.request.get('/api/folders')).json()) as {
    accounts: { id: number }[];
  };
  const path = `/api/accounts/${accounts[0]!.id}/pop3`;
  const put = async (mode: string, days = 14) => {
    const answer = await page.request.put(path, { data: { mode, days, minutes: 1 } });
    expect(answer.status()).toBe(200);
  };
  await put('delete-after', 3);
  await deliver({ subject: 'Second' });
  await expect(row(page, 'Second')).toBeVisible({ timeout: 90_000 });
  expect(await onServer(lab, user)).toBe(2);
  await put('delete');
  await expect.poll(() => onServer(lab, user), { timeout: 90_000 }).toBe(0);
  await expect(row(page, 'First')).toBeVisible();
  await page.reload();
  await expect(row(page, 'Second')).toBeVisible();
  for (const data of [
    { mode: 'eat', days: 1, minutes: 1 },
    { mode: 'keep', days: 0, minutes: 1 },
  ])
    expect((await page.request.put(path, { data })).status()).toBe(400);
});

test('a folder is saved as a file, and the file brought into another folder once', async ({
  page,
  signIn,
  deliver,
}) => {
  for (const subject of ['One', 'Two']) await deliver({ subject });
  await signIn();
  await expect(row(page, 'Two')).toBeVisible();
  await expect(row(page, 'One')).toBeVisible();
  for (const [item, kind] of [
    ['Save as mbox file', 'mbox'],
    ['Save as zip of .eml files', 'zip'],
  ] as const) {
    await folder(page, 'Inbox').hover();
    await page.getByRole('button', { name: 'Actions for Inbox' }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${kind}$`, 'u'));
    const path = await download.path();
    const target = kind === 'mbox' ? 'Archive' : 'Junk';
    for (const words of ['2 messages added.', '0 messages added. 2 were here already.']) {
      await folder(page, target).hover();
      await page.getByRole('button', { name: `Actions for ${target}` }).click();
      await page.getByRole('menuitem', { name: 'Import messages…' }).click();
      const dialog = page.getByRole('dialog', { name: `Import into ${target}` });
      await dialog.getByLabel('File').setInputFiles(path);
      await dialog.getByRole('button', { name: 'Import' }).click();
      await expect(dialog.getByRole('status')).toHaveText(`Done. ${words}`);
      const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
      expect(violations).toEqual([]);
      await dialog.getByRole('button', { name: 'Close' }).click();
      await folder(page, target).click();
      await expect(row(page, 'One')).toBeVisible();
    }
  }
});

test('a file that holds no mail is refused with the reason, and no numbers', async ({ page, signIn }) => {
  await signIn();
  await folder(page, 'Archive').hover();
  await page.getByRole('button', { name: 'Actions for Archive' }).click();
  await page.getByRole('menuitem', { name: 'Import messages…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import into Archive' });
  const choose = async (name: string, text: string) => {
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) };
    await dialog.getByLabel('File').setInputFiles(file);
    await dialog.getByRole('button', { name: 'Import' }).click();
  };
  await choose('nothing.mbox', '');
  await expect(dialog.getByRole('alert')).toHaveText('nothing.mbox is empty.');
  await choose('noise.mbox', '\u0000\u0001 no mail');
  await expect(dialog.getByRole('alert')).toHaveText(
    'This is no mbox file, no zip file and no message (.eml).',
  );
  await expect(dialog.getByText('messages added')).toHaveCount(0);
});

test('another person gets nothing of a folder, an import or an account', async ({
  page,
  lab,
  user,
  deliver,
  browser,
}) => {
  await deliver({ subject: 'Mine' });
  await signInByPop3(page, lab, user);
  await expect(row(page, 'Mine')).toBeVisible();
  const { accounts, folders } = (await (await page.request.get('/api/folders')).json()) as {
    accounts: { id: number }[];
    folders: { id: number }[];
  };
  const started = await page.request.post('/api/imports', {
    data: { folderId: folders[0]!.id, name: 'x.mbox', size: 10 },
  });
  const { id } = (await started.json()) as { id: number };
  const other = await (await browser.newContext()).newPage();
  await signInByApi(other, await lab.createUser());
  const asked = await Promise.all([
    other.request.get(`/api/folders/${folders[0]!.id}/export?format=mbox`),
    other.request.post('/api/imports', { data: { folderId: folders[0]!.id, name: 'x', size: 1 } }),
    other.request.get(`/api/imports/${id}`),
    other.request.put(`/api/imports/${id}?offset=0`, { data: 'From x' }),
    other.request.delete(`/api/imports/${id}`),
    other.request.get(`/api/accounts/${accounts[0]!.id}/pop3`),
    other.request.put(`/api/accounts/${accounts[0]!.id}/pop3`, {
      data: { mode: 'delete', days: 1, minutes: 1 },
    }),
  ]);
  expect(asked.map((answer) => answer.status())).toEqual(asked.map(() => 404));
  expect((await page.request.put(`/api/imports/${id}?offset=5`, { data: 'x' })).status()).toBe(400);
  expect((await page.request.put(`/api/imports/${id}?offset=0`, { data: 'far too much' })).status()).toBe(
    413,
  );
  expect((await page.request.get(`/api/imports/${id}`)).status()).toBe(200);
});

test('the settings say what each choice means for other programs, and the server follows', async ({
  page,
  lab,
  user,
  deliver,
}) => {
  await deliver({ subject: 'Only' });
  await signInByPop3(page, lab, user);
  await expect(row(page, 'Only')).toBeVisible();
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: `Edit ${user.address}` }).click();
  const mode = page.getByLabel('Messages on the server');
  await expect(page.getByText('Everything stays on the server')).toBeVisible();
  await mode.selectOption('Delete after some days');
  await expect(page.getByText('so many days after it was stored here')).toBeVisible();
  await page.getByLabel('Days until they are deleted there').fill('0');
  await page.getByLabel('Days until they are deleted there').blur();
  await expect(page.getByText('Between 1 and 3650 whole days; it stays at 14.')).toBeVisible();
  await expect(page.getByLabel('Days until they are deleted there')).toHaveValue('14');
  await page.getByLabel('Days until they are deleted there').fill('30');
  await page.getByLabel('Days until they are deleted there').blur();
  await mode.selectOption('Delete when stored here');
  await expect(page.getByText('Pennypost has the only copy')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await expect.poll(() => onServer(lab, user), { timeout: 45_000 }).toBe(0);
  await page.reload();
  await page.getByRole('button', { name: `Edit ${user.address}` }).click();
  await expect(page.getByLabel('Messages on the server')).toHaveValue('delete');
  await mode.selectOption('Delete after some days');
  await expect(page.getByLabel('Days until they are deleted there')).toHaveValue('30');
});

test('the inbox offers to look for new mail instead of a comparison, and does', async ({
  page,
  lab,
  user,
  deliver,
}) => {
  await signInByPop3(page, lab, user);
  await deliver({ subject: 'Come at once' });
  await folder(page, 'Inbox').hover();
  await page.getByRole('button', { name: 'Actions for Inbox' }).click();
  await expect(page.getByRole('menuitem', { name: 'Check this folder' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Look for new mail' }).click();
  await expect(page.getByText('Looking for new mail …')).toBeVisible();
  // Longer than the least time between two sessions, far shorter than the five minutes of the schedule.
  await expect(row(page, 'Come at once')).toBeVisible({ timeout: 40_000 });
});

test('forgetting says what is lost with mail that is kept only here, and that all accounts go', async ({
  page,
  lab,
  user,
}) => {
  await signInByPop3(page, lab, user);
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'Sign out and forget this account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Forget this account?' });
  await expect(dialog).toContainText(`The mail of ${user.address} came by POP3 and is kept only here`);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const { address, password } = await lab.createUser();
  const added = await page.request.post('/api/accounts', { data: { address, password } });
  expect(added.status()).toBe(200);
  await page.reload();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'Sign out and forget all accounts…' }).click();
  const all = page.getByRole('dialog', { name: 'Forget all 2 accounts?' });
  await expect(all.getByRole('listitem')).toHaveText([user.address, address]);
  await expect(all.getByRole('button', { name: 'Forget all accounts' })).toBeVisible();
});
