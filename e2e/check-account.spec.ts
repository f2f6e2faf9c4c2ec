// 'Test this account': each step of each server, from a failed sign-in.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures';

test('A failed sign-in can be tested step by step; what was typed stays', async ({ page, user, errors }) => {
  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill('wrong-tiger');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Test this account' }).click();
  await expect(page.getByRole('heading', { name: `Test of ${user.address}` })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'It does not work yet' })).toBeVisible();
  const incoming = page.getByRole('list').first();
  for (const name of ['Name', 'Connection', 'Encryption', 'Greeting', 'Abilities'])
    await expect(incoming.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
  const login = incoming.getByRole('listitem').filter({ hasText: 'Log-in' });
  await expect(login.getByRole('img', { name: 'failed' })).toBeVisible();
  await expect(login).toContainText('localhost did not accept this user name and password.');
  await expect(login.getByText(/Authentication failed/u)).toBeVisible();
  expect(await page.content()).not.toContain('wrong-tiger');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('button', { name: 'Back to sign-in' }).click();
  await expect(page.getByLabel('Mail address')).toHaveValue(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  errors.length = 0; // Chromium notes the 401 of the wrong password
});

test('A good account passes every step of both servers', async ({ page, user }) => {
  const answer = await page.request.post('/api/check-account', {
    data: { address: user.address, password: user.password },
  });
  expect(answer.status()).toBe(200);
  const steps = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { protocol: string; step: string; outcome: string });
  expect(steps.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(steps.map(({ protocol, step }) => `${protocol} ${step}`)).toEqual([
    ...['dns', 'tcp', 'tls', 'greeting', 'capabilities', 'login', 'folders'].map((step) => `imap ${step}`),
    ...['dns', 'tcp', 'greeting', 'tls', 'capabilities', 'login'].map((step) => `smtp ${step}`),
  ]);
});

test('Testing is no way to guess passwords, nor to look around in the network', async ({ page, user }) => {
  const { request } = page;
  const check = (data: object) =>
    request.post('/api/check-account', { data: { address: user.address, password: 'no', ...data } });
  const inside = { host: '127.0.0.1', port: 22, security: 'starttls' };
  const looked = await (await check({ imap: inside })).text();
  expect(looked.trim().split('\n')).toHaveLength(1);
  expect(looked).toContain('127.0.0.1 is inside a private network. Ask the administrator to allow it.');
  for (let attempt = 0; attempt < 5; attempt++) expect((await check({})).status()).toBe(200);
  expect((await check({})).status()).toBe(429);
});

const server = (host: string, port: unknown) => ({ host, port, security: 'tls' });
for (const [what, data, field] of [
  ['an address without a domain', { address: 'ann' }, 'address'],
  ['an address with two names', { address: 'a b@example.org' }, 'address'],
  ['a server that is an address of a page', { imap: server('https://example.org', 993) }, 'imap.host'],
  ['a port that is a word', { imap: server('example.org', 'imaps') }, 'imap.port'],
  ['a port that does not exist', { imap: server('example.org', 70_000) }, 'imap.port'],
] as const)
  test(`Bad input is answered with one sentence: ${what}`, async ({ request }) => {
    const answer = await request.post('/api/check-account', {
      data: { address: 'ann@example.org', password: 'x', ...data },
    });
    expect(answer.status()).toBe(400);
    const { error } = (await answer.json()) as { error: { field: string; message: string } };
    expect(error.field).toBe(field);
    expect(error.message).toMatch(/\.$/u);
  });

test('An account is tested from the dialog that adds it, and from its settings', async ({
  page,
  user,
  signIn,
  lab,
  errors,
}) => {
  const work = await lab.createUser();
  await signIn();
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: 'Add account' }).click();
  const adding = page.getByRole('dialog', { name: 'Add an account' });
  await adding.getByLabel('Mail address').fill(work.address);
  await adding.getByLabel('Password', { exact: true }).fill('wrong-tiger');
  await adding.getByRole('button', { name: 'Add account' }).click();
  await adding.getByRole('button', { name: 'Test this account' }).click();
  await expect(adding.getByRole('status').filter({ hasText: 'It does not work yet' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  expect(violations).toEqual([]);
  await adding.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(adding.getByLabel('Mail address')).toHaveValue(work.address);
  await page.keyboard.press('Escape');
  errors.length = 0; // Chromium notes the 401 of the wrong password

  await page.getByRole('button', { name: `Edit ${user.address}` }).click();
  await page.getByRole('button', { name: 'Test this account' }).click();
  const dialog = page.getByRole('dialog', { name: `Test of ${user.address}` });
  // The certificate of the lab is its own.
  await expect(dialog.getByRole('status')).toHaveText('It works, with the remarks below.');
  await expect(dialog.getByText(`Signed in as ${user.address}; nothing was sent.`)).toBeVisible();
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toHaveCount(0);

  const accounts = (await (await page.request.get('/api/accounts')).json()) as { id: number }[];
  const id = Math.max(...accounts.map((account) => account.id));
  for (const path of [`/api/accounts/${id + 1000}/check`, '/api/accounts/x/check'])
    expect((await page.request.post(path, { data: {} })).status()).toBe(404);
});

test('An outgoing server that is none is told before the account begins; left empty, mail can be read', async ({
  page,
  user,
  lab,
  errors,
}) => {
  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByText('Other server').click();
  const incoming = page.getByRole('group', { name: 'Incoming mail (IMAP)' });
  await incoming.getByLabel('Server').fill('localhost');
  await incoming.getByLabel('Port').fill(String(lab.ports.imaps));
  const outgoing = page.getByRole('group', { name: 'Outgoing mail (SMTP)' });
  await outgoing.getByLabel('Server').fill('localhost');
  await outgoing.getByLabel('Port').fill(String(lab.ports.imap));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'SMTP' })).toHaveText(
    'localhost does not speak SMTP on this port. Check server and port.',
  );
  await expect(outgoing.getByLabel('Server')).toBeFocused();
  errors.length = 0; // Chromium notes the 401

  await outgoing.getByLabel('Server').fill('');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
});

test('An outgoing server that is none is told where an account is added', async ({
  page,
  signIn,
  lab,
  errors,
}) => {
  await signIn();
  const work = await lab.createUser();
  const server = (port: number) => ({ host: 'localhost', port, security: 'starttls' as const });
  const { imap, submission } = lab.ports;
  const add = (smtp: object) =>
    page.request.post('/api/accounts', {
      data: { address: work.address, password: work.password, imap: server(imap), smtp },
    });
  const refused = await add(server(imap));
  expect(refused.status()).toBe(422);
  expect(await refused.json()).toMatchObject({
    error: {
      field: 'smtpHost',
      message: 'localhost does not speak SMTP on this port. Check server and port.',
    },
  });
  expect((await add(server(submission))).status()).toBe(200);
  expect(errors).toEqual([]);
});
