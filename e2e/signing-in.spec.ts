import { expect, test } from './fixtures';

test('signing in shows folders and mail; what was wrong is said, what was typed stays', async ({
  page,
  user,
  deliver,
  errors,
}) => {
  await deliver({ subject: 'Welcome aboard' });
  await page.goto('/mail');
  await expect(page).toHaveURL(/sign-in/u);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'did not accept this user name and password' }),
  ).toBeVisible();
  await expect(page.getByLabel('Mail address')).toHaveValue(user.address);
  errors.length = 0; // the browser reports the 401 on its console
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  for (const name of ['Inbox', 'Drafts', 'Sent', 'Archive', 'Junk', 'Trash'])
    await expect(page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name })).toBeVisible();
  await expect(page.getByRole('row', { name: /Welcome aboard/u })).toBeVisible();
});

test('another server is entered by hand; an unknown host, a refused certificate and an unknown domain are told apart', async ({
  page,
  lab,
  user,
  errors,
}) => {
  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill('somebody@unknown.example');
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'unknown.example are not known here' }),
  ).toBeVisible();
  const imap = page.getByRole('group', { name: 'Incoming mail (IMAP)' });
  await imap.getByLabel('Server').fill('no-such-host.invalid');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'There is no server named no-such-host.invalid' }),
  ).toBeVisible();
  await imap.getByLabel('Server').fill('127.0.0.1');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'private network' })).toBeVisible();
  await imap.getByLabel('Server').fill('localhost');
  await imap.getByLabel('Port').fill(String(lab.ports.imap));
  await imap.getByLabel('Security').selectOption('starttls');
  await page.getByLabel('User name, if it is not the address').fill(user.username);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  errors.length = 0; // three refused sign-ins
});

test('signing out ends the session; forgetting erases the account', async ({ page, signIn, user }) => {
  await signIn();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/sign-in/u);
  await page.goto('/mail');
  await expect(page).toHaveURL(/sign-in/u);
  await signIn(user);
  const before = (await (await page.request.get('/api/folders')).json()) as { accounts: { id: number }[] };
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: /forget this account/u }).click();
  await page.getByRole('button', { name: 'Forget this account' }).click();
  await expect(page).toHaveURL(/sign-in/u);
  await signIn(user);
  const after = (await (await page.request.get('/api/folders')).json()) as { accounts: { id: number }[] };
  expect(after.accounts[0]!.id).not.toBe(before.accounts[0]!.id);
});
