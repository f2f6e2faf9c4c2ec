import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { LabUser } from '@/scripts/lab/lab';
import { expect, signInByApi, test } from './fixtures';

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name, 'u') });
const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Folders' });

/** Adds an account over HTTP, as the dialog does. */
async function addByApi(page: Page, who: LabUser, more: object = {}): Promise<number> {
  const answer = await page.request.post('/api/accounts', {
    data: { address: who.address, password: who.password, ...more },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { id: number }).id;
}

async function addInSettings(page: Page, address: string, password: string): Promise<void> {
  await page.getByRole('button', { name: 'Add account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an account' });
  await dialog.getByLabel('Mail address').fill(address);
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Add account' }).click();
}

test('an account is added with its own password; from then on either opens the same Pennypost', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
  errors,
}) => {
  const work = await lab.createUser();
  await deliver({ subject: 'At home' });
  await deliver({ subject: 'At work' }, work);
  await signIn();
  await page.goto('/settings/accounts');
  await addInSettings(page, work.address, 'not the password');
  const dialog = page.getByRole('dialog', { name: 'Add an account' });
  await expect(dialog.getByRole('alert')).toContainText('password');
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await dialog.getByLabel('Password', { exact: true }).fill(work.password);
  await dialog.getByRole('button', { name: 'Add account' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(sidebar(page).getByRole('region', { name: work.address })).toBeVisible();
  const section = sidebar(page).getByRole('region', { name: user.address });
  await expect(section.getByRole('heading')).toHaveText(user.address);
  // The refused password is a 401 in the console.
  expect(errors.splice(0).every((text) => /401/u.test(text))).toBe(true);

  await page.getByLabel('Name', { exact: true }).fill('Work');
  await page.getByLabel('Name', { exact: true }).blur();
  await page.getByTitle('Purple').click();
  await expect(sidebar(page).getByRole('heading', { name: 'Work' })).toBeVisible();
  await sidebar(page)
    .getByRole('region', { name: work.address })
    .getByRole('link', { name: 'Inbox' })
    .click();
  await expect(row(page, 'At work')).toBeVisible();

  // A page that is open would go to the sign-in by itself.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await signIn(work);
  await expect(sidebar(page).getByRole('region', { name: user.address })).toBeVisible();
  await sidebar(page)
    .getByRole('region', { name: user.address })
    .getByRole('link', { name: 'Inbox' })
    .click();
  await expect(row(page, 'At home')).toBeVisible();
});

test('an account that is somebody else is not taken without a yes, and never when it has others beside it', async ({
  page,
  browser,
  signIn,
  lab,
  errors,
}) => {
  const [office, family] = [await lab.createUser(), await lab.createUser()];
  const other = await (await browser.newContext()).newPage();
  await other.goto('/sign-in');
  await signInByApi(other, office);
  await signIn();
  await page.goto('/settings/accounts');
  await addInSettings(page, office.address, office.password);
  const dialog = page.getByRole('dialog', { name: 'Add an account' });
  await expect(dialog.getByRole('alert')).toContainText('Somebody uses this account');
  // Nothing has happened yet.
  expect((await other.request.get('/api/folders')).status()).toBe(200);
  expect((await (await page.request.get('/api/accounts')).json()) as unknown[]).toHaveLength(1);
  await dialog.getByRole('button', { name: 'Yes, link it' }).click();
  await expect(sidebar(page).getByRole('region', { name: office.address })).toBeVisible();
  expect((await other.request.get('/api/folders')).status()).toBe(401);

  // The other way round: a Pennypost with several accounts gives none of them away.
  const third = await (await browser.newContext()).newPage();
  await third.goto('/sign-in');
  await signInByApi(third, family);
  for (const join of [false, true]) {
    const answer = await third.request.post('/api/accounts', {
      data: { address: office.address, password: office.password, join },
    });
    expect(answer.status()).toBe(409);
    expect(await answer.text()).toContain('unlink it there first');
  }
  expect((await (await third.request.get('/api/accounts')).json()) as unknown[]).toHaveLength(1);
  expect((await (await page.request.get('/api/accounts')).json()) as unknown[]).toHaveLength(2);
  expect(errors.splice(0).every((text) => /409/u.test(text))).toBe(true);
  await other.context().close();
  await third.context().close();
});

test('a mailbox that others can open is no way into the other accounts', async ({
  page,
  browser,
  signIn,
  lab,
  errors,
}) => {
  const office = await lab.createUser();
  await signIn();
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: 'Add account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an account' });
  const opens = dialog.getByRole('checkbox', { name: /Signing in with it opens/u });
  await expect(opens).toBeChecked();
  await dialog.getByLabel('Mail address').fill('office@lab.test');
  await expect(opens).not.toBeChecked();
  await dialog.getByLabel('Mail address').fill(office.address);
  await expect(opens).toBeChecked();
  await opens.uncheck();
  await dialog.getByLabel('Password', { exact: true }).fill(office.password);
  await dialog.getByRole('button', { name: 'Add account' }).click();
  await expect(sidebar(page).getByRole('region', { name: office.address })).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${new URL(page.url()).origin}/sign-in`);
  await other.getByLabel('Mail address').fill(office.address);
  await other.getByLabel('Password', { exact: true }).fill(office.password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByText('Sign in with the other account')).toBeVisible();
  await page.getByRole('switch', { name: 'Opens this Pennypost' }).click();
  await expect(page.getByRole('switch', { name: 'Opens this Pennypost' })).toBeChecked();
  await signIn(office, other);
  await expect(sidebar(other).getByRole('region', { name: office.address })).toBeVisible();
  await other.context().close();
  expect(errors).toEqual([]);
});

test('a paused account fetches nothing until it goes on; the other one does', async ({
  page,
  signIn,
  deliver,
  lab,
}) => {
  const work = await lab.createUser();
  await signIn();
  const id = await addByApi(page, work);
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: `Edit ${work.address}` }).click();
  await expect(page.getByText('Connected')).toHaveCount(2);
  await page.getByRole('switch', { name: 'Paused' }).click();
  await expect(page.getByRole('switch', { name: 'Paused' })).toBeChecked();
  await expect(page.getByRole('main').getByText('Paused', { exact: false }).first()).toBeVisible();
  await expect
    .poll(async () => {
      const list = (await (await page.request.get('/api/accounts')).json()) as {
        id: number;
        state: string;
      }[];
      return list.find((account) => account.id === id)?.state;
    })
    .toBe('paused');
  await deliver({ subject: 'While paused' }, work);
  await deliver({ subject: 'Meanwhile here' });
  await page.goto('/mail');
  await expect(row(page, 'Meanwhile here')).toBeVisible();
  await sidebar(page)
    .getByRole('region', { name: work.address })
    .getByRole('link', { name: 'Inbox' })
    .click();
  await expect(page.getByText('You are all caught up')).toBeVisible();
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: `Edit ${work.address}` }).click();
  await page.getByRole('switch', { name: 'Paused' }).click();
  await expect(page.getByRole('switch', { name: 'Paused' })).not.toBeChecked();
  await sidebar(page)
    .getByRole('region', { name: work.address })
    .getByRole('link', { name: 'Inbox' })
    .click();
  await expect(row(page, 'While paused')).toBeVisible();
});

test('a removed account is gone here, and signing in with it begins anew', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  const work = await lab.createUser();
  await deliver({ subject: 'Still on the server' }, work);
  await signIn();
  await addByApi(page, work);
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: `Edit ${work.address}` }).click();
  await page.getByRole('button', { name: 'Remove account…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove account' }).click();
  await expect(page.getByText(`${work.address} removed`)).toBeVisible();
  await expect(page.getByRole('button', { name: `Edit ${user.address}` })).toBeVisible();
  await expect(sidebar(page).getByRole('region', { name: work.address })).toHaveCount(0);
  // A page that is open would go to the sign-in by itself.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await signIn(work);
  await expect(row(page, 'Still on the server')).toBeVisible();
  await expect(sidebar(page).getByRole('region', { name: user.address })).toHaveCount(0);
});

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

test('a changed server needs the password, and wrong or foreign input changes nothing', async ({
  page,
  browser,
  lab,
  user,
}) => {
  await page.goto('/sign-in');
  await signInByApi(page, user);
  const mine = (await (await page.request.get('/api/accounts')).json()) as {
    id: number;
    state: string;
    identities: { id: number }[];
  }[];
  const { id, identities } = mine[0]!;
  const imap = { host: 'evil.test', port: 993, security: 'tls' };
  for (const [data, field] of [
    [{ imap }, 'password'],
    [{ smtp: imap }, 'password'],
    [{ username: 'somebody' }, 'password'],
    [{ color: 99 }, 'color'],
    [{ paused: 'yes' }, 'paused'],
    [{ name: 'two\nlines' }, 'name'],
    [{ smtpAccountId: id }, 'smtpAccountId'],
    [{ smtpAccountId: 999_999 }, 'smtpAccountId'],
    [{ secret: 'x' }, 'secret'],
    [{ imap: { ...imap, port: 0 }, password: 'x' }, 'imap.port'],
  ] as const) {
    const answer = await page.request.patch(`/api/accounts/${id}`, { data });
    expect(answer.status(), JSON.stringify(data)).toBe(400);
    expect(((await answer.json()) as { error: { field?: string } }).error.field).toBe(field);
  }
  const other = await (await browser.newContext()).newPage();
  await other.goto('/sign-in');
  await signInByApi(other, await lab.createUser());
  const identity = { name: 'Mallory', address: 'mallory@outside.test' };
  for (const call of [
    () => other.request.patch(`/api/accounts/${id}`, { data: { name: 'Mine' } }),
    () => other.request.delete(`/api/accounts/${id}`),
    () => other.request.post(`/api/accounts/${id}/identities`, { data: identity }),
    () => other.request.patch(`/api/identities/${identities[0]!.id}`, { data: { name: 'Mine' } }),
    () => other.request.delete(`/api/identities/${identities[0]!.id}`),
  ])
    expect((await call()).status()).toBe(404);
  const after = (await (await page.request.get('/api/accounts')).json()) as typeof mine;
  const lasting = (list: typeof mine) => list.map(({ state: _, ...account }) => account);
  expect(lasting(after)).toEqual(lasting(mine));
  expect(JSON.stringify(after)).not.toContain(user.password);
  await other.context().close();
});

test('twenty accounts on one host are all fetched, and all shown', async ({ page, signIn, deliver, lab }) => {
  test.setTimeout(180_000);
  await signIn();
  const users: LabUser[] = [];
  for (let n = 1; n < 20; n++) users.push(await lab.createUser());
  for (const [n, one] of users.entries()) {
    await deliver({ subject: `Letter ${n}` }, one);
    await addByApi(page, one);
  }
  await expect
    .poll(
      async () => {
        const list = (await (await page.request.get('/api/folders')).json()) as {
          folders: { role: string | null; total: number }[];
        };
        return list.folders.filter(({ role, total }) => role === 'inbox' && total === 1).length;
      },
      { timeout: 120_000 },
    )
    .toBe(19);
  await page.goto('/settings/accounts');
  await expect(page.getByRole('button', { name: /^Edit / })).toHaveCount(20);
});

test('axe finds nothing in the accounts of the settings, wide and narrow, light and dark', async ({
  page,
  signIn,
  lab,
}) => {
  test.setTimeout(180_000);
  await signIn();
  const work = await lab.createUser();
  await addByApi(page, work);
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1440, 390, 320]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto('/settings/accounts');
      await page.getByRole('button', { name: `Edit ${work.address}` }).click();
      await page.getByText('Servers and password').click();
      await page.getByRole('button', { name: 'Add identity' }).click();
      await expect(page.getByLabel('Signature')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${theme} ${width}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await page.getByRole('button', { name: 'Add account' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      const dialog = await new AxeBuilder({ page }).analyze();
      expect(
        dialog.violations.map(({ id, nodes }) => `dialog ${theme} ${width}: ${id} ${nodes[0]?.html}`),
      ).toEqual([]);
    }
});
