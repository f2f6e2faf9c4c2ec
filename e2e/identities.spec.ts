// Whom a message is written as: identities, the From field, signatures.
import type { LabUser } from '@/scripts/lab/lab';
import { expect, row, test } from './fixtures';
import { addByApi, sidebar } from './several-accounts';

test('an identity is made in the settings, and answers are written as the one that got the mail', async ({
  page,
  signIn,
  deliver,
  lab,
  errors,
}) => {
  const [work, customer] = [await lab.createUser(), await lab.createUser()];
  const alias = work.address.replace('@', '+sales@');
  await signIn();
  const id = await addByApi(page, work);
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: `Edit ${work.address}` }).click();
  await page.getByRole('button', { name: 'Add identity' }).click();
  await page.getByLabel('Your name').fill('Sales Team');
  await page.getByLabel('From address', { exact: true }).fill('not an address');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'must be a mail address' })).toBeVisible();
  await page.getByLabel('From address', { exact: true }).fill(alias);
  await page.getByLabel('Reply-To').fill('orders@outside.test');
  await page.getByLabel('Signature').fill('Yours,\nSales');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(alias)).toBeVisible();
  expect(errors.splice(0).every((text) => /400/u.test(text))).toBe(true);
  const accounts = (await (await page.request.get('/api/accounts')).json()) as {
    id: number;
    identities: { id: number; address: string; signatureHtml: string }[];
  }[];
  const sales = accounts
    .find((account) => account.id === id)!
    .identities.find((one) => one.address === alias);
  expect(sales?.signatureHtml).toBe('Yours,<br />Sales');

  await deliver({ subject: 'An order', to: alias, from: `Customer <${customer.address}>` }, work);
  await page.goto('/mail');
  await sidebar(page)
    .getByRole('region', { name: work.address })
    .getByRole('link', { name: 'Inbox' })
    .click();
  await row(page, 'An order').click();
  await expect(page.getByText('Hello, this is An order.').last()).toBeVisible();
  const { messages } = (await (
    await page.request.get(`/api/conversations/${new URL(page.url()).pathname.split('/').at(-1)}`)
  ).json()) as { messages: { id: number }[] };
  const answer = await page.request.get(`/api/drafts/for?messageId=${messages[0]!.id}&mode=reply`);
  const draft = (await answer.json()) as object;
  expect(draft).toMatchObject({ accountId: id, identityId: sales!.id });
  // The composer opens with its signature, above what is quoted.
  await page.keyboard.press('r');
  await expect(page.getByText('Yours,').last()).toBeVisible();
  await page.getByRole('button', { name: /Close/u }).first().click();
  const sent = await page.request.post('/api/send', {
    data: { draft: { ...draft, text: 'Thank you.' }, idempotencyKey: `key-${Date.now()}` },
  });
  expect(sent.status(), await sent.text()).toBe(200);
  const inbox = await lab.connectImap(customer);
  await expect
    .poll(
      async () => {
        await inbox.mailboxOpen('INBOX');
        const message = await inbox.fetchOne('*', { envelope: true }).catch(() => false as const);
        if (!message) return null;
        const { from, replyTo } = message.envelope!;
        return [from?.[0]?.name, from?.[0]?.address, replyTo?.[0]?.address];
      },
      { timeout: 40_000 },
    )
    .toEqual(['Sales Team', alias, 'orders@outside.test']);
  await inbox.logout();
});

test('the From field offers every identity, and the chosen one writes', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const [work, reader] = [await lab.createUser(), await lab.createUser()];
  await signIn();
  await addByApi(page, work, { name: 'Work' });
  await sidebar(page)
    .getByRole('region', { name: work.address })
    .getByRole('link', { name: 'Inbox' })
    .click();
  await page.keyboard.press('c');
  // Begun in an account, it is written from there.
  const from = page.getByLabel('From', { exact: true });
  await expect(from.locator('option:checked')).toContainText(work.address);
  await from.selectOption({ label: `${user.address.split('@')[0]} <${user.address}>` });
  await page.getByRole('combobox', { name: 'To' }).fill(`${reader.address},`);
  await page.getByRole('textbox', { name: 'Subject' }).fill('Chosen');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const inbox = await lab.connectImap(reader);
  await expect
    .poll(
      async () => {
        await inbox.mailboxOpen('INBOX');
        const message = await inbox.fetchOne('*', { envelope: true }).catch(() => false as const);
        return message ? message.envelope?.from?.[0]?.address : null;
      },
      { timeout: 40_000 },
    )
    .toBe(user.address);
  await inbox.logout();
  const sent = await lab.connectImap(user);
  await expect
    .poll(async () => {
      const status = await sent.status('Sent', { messages: true });
      return status ? status.messages : null;
    })
    .toBe(1);
  await sent.logout();
});

test('changing From changes the signature, unless the writer made it their own', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const work = await lab.createUser();
  await signIn();
  await addByApi(page, work);
  const accounts = (await (await page.request.get('/api/accounts')).json()) as {
    identities: { id: number; address: string }[];
  }[];
  for (const { id, address } of accounts.flatMap(({ identities }) => identities)) {
    const signatureText = address === user.address ? 'At home\nR&D' : 'At work';
    const answer = await page.request.patch(`/api/identities/${id}`, { data: { signatureText } });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  await page.goto('/mail');
  await page.keyboard.press('c');
  const from = page.getByLabel('From', { exact: true });
  const body = page.getByRole('textbox', { name: 'Message', exact: true });
  const choose = async (who: LabUser) => {
    const label = (await from.locator('option').allTextContents()).find((one) => one.includes(who.address));
    await from.selectOption({ label: label! });
  };
  await expect(body).toContainText('At home');
  await body.click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('Hello Ben,');
  await choose(work);
  await expect(body).toHaveText(/^Hello Ben,--\s*At work$/u);
  await choose(user);
  await expect(body).toHaveText(/^Hello Ben,--\s*At homeR&D$/u);
  await page.getByRole('button', { name: 'Switch to plain text' }).click();
  await choose(work);
  await expect(body).toHaveValue('Hello Ben,\n-- \nAt work');
  await body.press('ControlOrMeta+End');
  await page.keyboard.type(', until five');
  await choose(user);
  await expect(body).toHaveValue('Hello Ben,\n-- \nAt work, until five');
});
