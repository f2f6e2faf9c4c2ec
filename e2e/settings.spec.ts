import AxeBuilder from '@axe-core/playwright';
import { expect, signInByApi, test } from './fixtures';

test('settings open by key, menu and link, hold their section in the URL, and are the same in another browser', async ({
  page,
  signIn,
  browser,
  user,
}) => {
  await signIn();
  await page.keyboard.press('g');
  await page.keyboard.press(',');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/settings$/u);
  const undo = page.getByLabel('Undo after sending');
  await expect(undo).toHaveValue('10');
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/settings') && answer.ok());
  await undo.selectOption('30 seconds');
  await saved;
  await page.getByLabel('Theme').selectOption('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('link', { name: 'General' }).click();
  await expect(page).toHaveURL(/\/settings\/general$/u);
  await page.reload();
  await expect(undo).toHaveValue('30');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const other = await (await browser.newContext()).newPage();
  await signInByApi(other, user);
  await other.goto('/settings/general');
  await expect(other.getByLabel('Undo after sending')).toHaveValue('30');
  // A change there is seen here without a reload.
  await other.getByLabel('Undo after sending').selectOption('Off: send at once');
  await expect(undo).toHaveValue('0');
  await other.context().close();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings$/u);
});

test('what is said with the mail server is shown to its owner on request, without secrets and without mail', async ({
  page,
  browser,
  signIn,
  lab,
  user,
  deliver,
}) => {
  await signIn();
  await page.goto('/settings/dialogue');
  const dialogue = page.getByRole('region', { name: `Dialogue of ${user.address}` });
  await expect(dialogue.getByText('Nothing is being recorded.')).toBeVisible();
  await dialogue.getByRole('button', { name: 'Record' }).click();
  await expect(dialogue.getByText('Recording what is said with localhost.')).toBeVisible();
  await deliver({ subject: 'Overheard', body: 'The quick zebra.\r\n' });
  await expect(dialogue.getByText(/UID FETCH /u).first()).toBeVisible({ timeout: 40_000 });
  const said = (await dialogue.textContent()) ?? '';
  expect(said).not.toContain(user.password);
  expect(said).not.toContain('zebra');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  const [account] = (await (await page.request.get('/api/accounts')).json()) as { id: number }[];
  const other = await browser.newPage();
  await signInByApi(other, await lab.createUser());
  for (const method of ['get', 'post'] as const)
    expect((await other.request[method](`/api/accounts/${account!.id}/dialogue`)).status()).toBe(404);
  await other.close();
});

test('a wrong setting is answered 400 with its name, and nothing of it is kept', async ({ page, user }) => {
  await page.goto('/sign-in');
  await signInByApi(page, user);
  const before = await (await page.request.get('/api/settings')).json();
  for (const [data, field] of [
    [{ undoSeconds: 61 }, 'undoSeconds'],
    [{ undoSeconds: '5' }, 'undoSeconds'],
    [{ undoSeconds: null }, 'undoSeconds'],
    [{ undoSeconds: 5, colour: 'red' }, 'colour'],
    [[], ''],
  ] as const) {
    const answer = await page.request.patch('/api/settings', { data });
    expect(answer.status()).toBe(400);
    expect(((await answer.json()) as { error: { field?: string } }).error.field ?? '').toBe(field);
  }
  expect(await (await page.request.get('/api/settings')).json()).toEqual(before);
});

test('axe finds nothing in the settings, wide and narrow, light and dark; no section, no harm', async ({
  page,
  signIn,
}) => {
  await signIn();
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1440, 390, 320]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 800 });
      for (const path of ['/settings', '/settings/general', '/settings/nothing-here']) {
        await page.goto(path);
        if (path.endsWith('here')) await expect(page.getByText('There is no such section')).toBeVisible();
        else if (path.endsWith('general') || width > 768)
          await expect(page.getByLabel('Undo after sending')).toBeVisible();
        else await expect(page.getByRole('link', { name: 'General' })).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${path} ${theme} ${width}: ${id} ${nodes[0]?.html}`),
        ).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(
          true,
        );
      }
    }
  await page.getByRole('link', { name: 'All settings' }).click();
  await page.getByRole('link', { name: 'General' }).click();
  await expect(page.getByLabel('Theme')).toBeVisible();
});
