// How an account comes to a person, and to nobody else.
import type { Page } from '@playwright/test';
import { expect, row, signInByApi, test } from './fixtures';
import { sidebar } from './several-accounts';

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
