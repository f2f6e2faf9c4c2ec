import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, row, test } from './fixtures';

const folder = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name });

test('archive, undo, delete, spam, star and unread take effect at once and reach the server', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  for (const subject of ['Alpha', 'Beta', 'Gamma']) await deliver({ subject });
  await signIn();
  await row(page, 'Alpha').click();
  await expect(page.getByRole('heading', { name: 'Alpha' })).toBeVisible();
  await page.keyboard.press('e');
  await expect(row(page, 'Alpha')).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(row(page, 'Alpha')).toBeVisible();
  const client = await lab.connectImap(user);
  await row(page, 'Beta').click();
  await expect(page.getByRole('heading', { name: 'Beta' })).toBeVisible();
  await page.keyboard.press('#');
  await expect(row(page, 'Beta')).toHaveCount(0);
  await expect
    .poll(async () => ((await client.status('Trash', { messages: true })) as { messages: number }).messages)
    .toBe(1);
  await row(page, 'Gamma').click();
  await expect(page.getByRole('heading', { name: 'Gamma' })).toBeVisible();
  await page.keyboard.press('!');
  await expect(row(page, 'Gamma')).toHaveCount(0);
  await expect
    .poll(async () => ((await client.status('Junk', { messages: true })) as { messages: number }).messages)
    .toBe(1);
  await row(page, 'Alpha').click();
  await page.keyboard.press('s');
  await client.mailboxOpen('INBOX');
  await expect.poll(async () => (await client.search({ flagged: true })) || []).toHaveLength(1);
  await page.keyboard.press('U');
  await expect.poll(async () => (await client.search({ seen: false })) || []).toHaveLength(1);
  await folder(page, 'Trash').click();
  await row(page, 'Beta').click();
  await expect(page.getByText('Hello, this is Beta.').last()).toBeVisible();
  await page.keyboard.press('#');
  await expect(row(page, 'Beta')).toHaveCount(0);
  await expect
    .poll(async () => ((await client.status('Trash', { messages: true })) as { messages: number }).messages)
    .toBe(0);
  await client.logout();
});

test('a selection moves together into a folder made here, which is then renamed and deleted', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  for (const subject of ['One', 'Two', 'Three']) await deliver({ subject });
  await signIn();
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Häuser');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(folder(page, 'Häuser')).toBeVisible();
  await row(page, 'One').getByRole('checkbox').check();
  await row(page, 'Two').getByRole('checkbox').check();
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('v');
  await page.getByRole('dialog').getByRole('button', { name: 'Häuser' }).click();
  await expect(row(page, 'One')).toHaveCount(0);
  await expect(row(page, 'Three')).toBeVisible();
  const client = await lab.connectImap(user);
  await expect
    .poll(async () => ((await client.status('Häuser', { messages: true })) as { messages: number }).messages)
    .toBe(2);
  await folder(page, 'Häuser').click();
  await expect(row(page, 'Two')).toBeVisible();
  await folder(page, 'Häuser').hover();
  await page.getByRole('button', { name: 'Actions for Häuser' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Houses');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(folder(page, 'Houses')).toBeVisible();
  await expect(row(page, 'Two')).toBeVisible();
  await folder(page, 'Houses').hover();
  await page.getByRole('button', { name: 'Actions for Houses' }).click();
  await page.getByRole('menuitem', { name: 'Delete folder' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete folder' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(folder(page, 'Houses')).toHaveCount(0);
  expect((await client.list()).map(({ path }) => path)).not.toContain('Houses');
  await client.logout();
});

test("another program's changes and new mail appear without a reload", async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  await deliver({ subject: 'Old news' });
  await signIn();
  await expect(row(page, 'Old news')).toBeVisible();
  await deliver({ subject: 'Fresh news' });
  await expect(row(page, 'Fresh news')).toBeVisible();
  const client = await lab.connectImap(user);
  await client.mailboxOpen('INBOX');
  const [uid] = ((await client.search({ subject: 'Old news' }, { uid: true })) || []) as number[];
  await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
  await expect(row(page, 'Old news').locator('[data-unread]')).toHaveCount(0);
  await client.messageDelete(String(uid), { uid: true });
  await expect(row(page, 'Old news')).toHaveCount(0);
  await client.mailboxCreate('Made elsewhere');
  await client.logout();
});

test('everything is found by subject, people, text and operators, while one types', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Invoice 4711', body: 'Payment for the purple bicycle.\r\n' });
  await deliver({ subject: 'Holiday', from: 'Dora Diver <dora@sea.test>', body: 'Under water.\r\n' });
  await signIn();
  await expect(row(page, 'Invoice')).toBeVisible();
  await page.keyboard.press('/');
  const box = page.getByRole('searchbox', { name: 'Search mail' });
  await expect(box).toBeFocused();
  await box.pressSequentially('purp');
  await expect(row(page, 'Invoice')).toBeVisible();
  await expect(row(page, 'Holiday')).toHaveCount(0);
  for (const [query, hit, miss] of [
    ['from:dora', 'Holiday', 'Invoice'],
    ['subject:4711', 'Invoice', 'Holiday'],
    ['is:unread water', 'Holiday', 'Invoice'],
    ['in:inbox bicycle', 'Invoice', 'Holiday'],
  ] as const) {
    await box.fill(query);
    await expect(row(page, hit)).toBeVisible();
    await expect(row(page, miss)).toHaveCount(0);
  }
  await box.fill('has:attachment');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await box.fill('before:2001-01-01');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await expect(page).toHaveURL(/before/u);
  await page.reload();
  await expect(page.getByRole('searchbox', { name: 'Search mail' })).toHaveValue('before:2001-01-01');
});

test('the keyboard walks, opens, selects and goes; ? shows all keys', async ({ page, signIn, deliver }) => {
  for (const subject of ['First', 'Second'])
    await deliver({ subject, headers: `Date: Tue, 24 Nov 2026 0${subject.length}:00:00 +0000\r\n` });
  await signIn();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'First' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible();
  await page.keyboard.press('u');
  await expect(page.getByText('No conversation selected')).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.keyboard.press('x');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page.getByRole('heading', { name: 'Sent' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Do something' }).fill('go to tr');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Trash' })).toBeVisible();
});

test('axe finds nothing in list, reader, composer, outbox and sign-in, light and dark, wide and narrow', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Accessible' });
  const clean = async (where: string) => {
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
    expect(
      violations.map(
        ({ id, nodes }) => `${where}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
      ),
    ).toEqual([]);
  };
  await page.goto('/sign-in');
  await clean('sign-in');
  await signIn();
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of [1440, 1024, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto('/mail');
      await expect(row(page, 'Accessible')).toBeVisible();
      await clean(`list ${theme} ${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      await row(page, 'Accessible').click();
      await expect(page.getByText('Hello, this is Accessible.').last()).toBeVisible();
      await clean(`reader ${theme} ${width}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto('/outbox');
    await expect(page.getByText('Nothing waits to be sent.')).toBeVisible();
    await clean(`outbox ${theme}`);
    await page.keyboard.press('c');
    await expect(page.getByRole('textbox', { name: 'Subject' })).toBeVisible();
    await clean(`composer ${theme}`);
    await page.getByRole('button', { name: /Close/u }).first().click();
  }
});
