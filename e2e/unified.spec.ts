import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Lab } from '@/scripts/lab/lab';
import { expect, row, test } from './fixtures';
import { addByApi } from './several-accounts';

const link = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: new RegExp(`^${name}`, 'u') });

type Client = Awaited<ReturnType<Lab['connectImap']>>;

async function messagesIn(client: Client, path: string): Promise<number> {
  const status = await client.status(path, { messages: true });
  return status ? (status.messages ?? 0) : 0;
}

test('all inboxes stand in one list that new mail joins; archive, undo and star work there', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  const work = await lab.createUser();
  await deliver({ subject: 'From home', headers: 'Date: Tue, 24 Nov 2026 08:00:00 +0000\r\n' });
  await deliver({ subject: 'From work', headers: 'Date: Tue, 24 Nov 2026 09:00:00 +0000\r\n' }, work);
  await signIn();
  // With one account there is nothing to unify.
  await expect(link(page, 'All inboxes')).toHaveCount(0);
  await addByApi(page, work, { name: 'Work' });
  await expect(link(page, 'All inboxes')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL(/\/mail\/all\/inbox$/u);
  await expect(page.getByRole('heading', { name: 'All inboxes' })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('row').first()).toHaveAccessibleName(/From work/u);
  await expect(row(page, 'From work')).toHaveAccessibleName(/in Work/u);
  await deliver({ subject: 'Just now' }, work);
  await expect(row(page, 'Just now')).toBeVisible();
  await expect(link(page, 'All inboxes')).toContainText('3');

  await row(page, 'From work').click();
  await expect(page).toHaveURL(/\/mail\/all\/inbox\/\d+$/u);
  await expect(page.getByText('Hello, this is From work.').last()).toBeVisible();
  await page.keyboard.press('s');
  await page.keyboard.press('e');
  await expect(row(page, 'From work')).toHaveCount(0);
  const [home, office] = [await lab.connectImap(user), await lab.connectImap(work)];
  const count = (client: Client, path: string) => messagesIn(client, path).catch(() => 0);
  await expect.poll(() => count(office, 'Archive')).toBe(1);
  expect(await count(home, 'Archive')).toBe(0);
  await link(page, 'All archived').click();
  await expect(row(page, 'From work')).toBeVisible();
  await link(page, 'All starred').click();
  await expect(row(page, 'From work')).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(1);
  await page.keyboard.press('z');
  await expect.poll(() => count(office, 'Archive')).toBe(0);
  await page.reload();
  await expect(row(page, 'From work')).toBeVisible();
  await page.goto('/mail');
  await expect(page.getByRole('row')).toHaveCount(3);
  await home.logout();
  await office.logout();
});

test('what both accounts got is one row; archived together, brought back together', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const work = await lab.createUser();
  const letter = `From: Cleo <cleo@outside.test>\r\nTo: ${user.address}, ${work.address}\r\nSubject: To both\r\nMessage-ID: <both.${Date.now()}@outside.test>\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n\r\nHello both.\r\n`;
  await lab.deliver(letter, user.address);
  await lab.deliver(letter, work.address);
  await signIn();
  await addByApi(page, work, { name: 'Work' });
  await expect(link(page, 'All inboxes')).toContainText('2');
  await page.goto('/mail/all/inbox');
  await expect(page.getByRole('row')).toHaveCount(1);
  await row(page, 'To both').getByRole('checkbox').check();
  await page.keyboard.press('e');
  await expect(page.getByRole('row')).toHaveCount(0);
  const clients = [await lab.connectImap(user), await lab.connectImap(work)];
  const inboxes = async () => Promise.all(clients.map((client) => messagesIn(client, 'INBOX')));
  await expect.poll(inboxes).toEqual([0, 0]);
  await page.keyboard.press('z');
  await expect.poll(inboxes).toEqual([1, 1]);
  await expect(page.getByRole('row')).toHaveCount(1);
  // Read once is read in both.
  await row(page, 'To both').click();
  await expect(page.getByText('Hello both.').last()).toBeVisible();
  await expect
    .poll(async () =>
      Promise.all(
        clients.map(async (client) => {
          const status = await client.status('INBOX', { unseen: true });
          return status ? status.unseen : null;
        }),
      ),
    )
    .toEqual([0, 0]);
  for (const client of clients) await client.logout();
});

test('an unknown list, or a list and a folder at once, is refused', async ({ page, signIn, errors }) => {
  await signIn();
  expect((await page.request.get('/api/conversations?list=junk')).status()).toBe(400);
  expect((await page.request.get('/api/conversations?list=inbox&cursor=x')).status()).toBe(400);
  expect((await page.request.get('/api/conversations')).status()).toBe(400);
  expect((await page.request.get('/mail/all/junk')).status()).toBe(404);
  expect((await page.request.get('/mail/all/inbox/0')).status()).toBe(404);
  expect((await page.request.get('/api/conversations?list=inbox')).status()).toBe(200);
  expect(errors).toEqual([]);
});

test('axe finds nothing in the lists over all accounts, wide and narrow, light and dark', async ({
  page,
  signIn,
  deliver,
  lab,
}) => {
  test.setTimeout(180_000);
  const work = await lab.createUser();
  await deliver({ subject: 'Accessible' }, work);
  await signIn();
  await addByApi(page, work, { name: 'Work' });
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1440, 1024, 390, 320]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto('/mail/all/inbox');
      await expect(row(page, 'Accessible')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${theme} ${width}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
});
