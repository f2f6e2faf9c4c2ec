// The accounts that a person has: paused, removed, changed, many.
import AxeBuilder from '@axe-core/playwright';
import type { LabUser } from '@/scripts/lab/lab';
import { expect, row, signInByApi, test } from './fixtures';
import { addByApi, sidebar } from './several-accounts';

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
