import AxeBuilder from '@axe-core/playwright';
import { expect, row, test } from './fixtures';

test('a conversation is moved to another account at once, undone, and copied; axe finds nothing in the dialog', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  const work = await lab.createUser();
  await deliver({ subject: 'Belongs to work' });
  await deliver({ subject: 'For both' });
  await signIn();
  const answer = await page.request.post('/api/accounts', {
    data: { address: work.address, password: work.password, name: 'Work' },
  });
  const { id } = (await answer.json()) as { id: number };
  await page.goto('/mail/all/inbox');
  await row(page, 'Belongs to work').getByRole('checkbox').check();
  await page.keyboard.press('v');
  const dialog = page.getByRole('dialog', { name: 'Move to folder' });
  await dialog.getByLabel('Name').fill('work');
  await expect(dialog.getByRole('button', { name: 'Archive Work' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id: rule, nodes }) => `${rule} ${nodes[0]?.html}`)).toEqual([]);
  await dialog.getByRole('button', { name: 'Archive Work' }).click();
  await expect(row(page, 'Belongs to work')).toHaveCount(0);
  await page.goto('/mail/all/archive');
  await expect(row(page, 'Belongs to work')).toHaveAccessibleName(/in Work/u);
  const [home, office] = [await lab.connectImap(user), await lab.connectImap(work)];
  const count = async (client: typeof home, path: string) => {
    const status = await client.status(path, { messages: true });
    return status ? status.messages : null;
  };
  await expect.poll(() => count(office, 'Archive')).toBe(1);
  await expect.poll(() => count(home, 'INBOX')).toBe(1);
  // Its text is read from where it is now.
  await row(page, 'Belongs to work').click();
  await expect(page.getByText('Hello, this is Belongs to work.').last()).toBeVisible();

  await page.goto('/mail/all/inbox');
  await row(page, 'For both').getByRole('checkbox').check();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Do something' }).fill('copy to');
  await page.keyboard.press('Enter');
  const copying = page.getByRole('dialog', { name: 'Copy to folder' });
  await copying.getByLabel('Name').fill('inbox work');
  await copying.getByRole('button', { name: 'Inbox Work' }).click();
  await expect(page.getByText('1 conversation copied')).toBeVisible();
  await expect.poll(() => count(office, 'INBOX')).toBe(1);
  expect(await count(home, 'INBOX')).toBe(1);
  await expect(page.getByRole('row')).toHaveCount(1);
  await page.keyboard.press('z');
  await expect.poll(() => count(office, 'INBOX')).toBe(0);
  expect(await count(home, 'INBOX')).toBe(1);

  // Back home, the long way: the folder of the other account is one to drop on.
  await row(page, 'For both').getByRole('checkbox').check();
  await page.keyboard.press('v');
  await dialog.getByLabel('Name').fill('archive work');
  await dialog.getByRole('button', { name: 'Archive Work' }).click();
  await expect.poll(() => count(office, 'Archive')).toBe(2);
  await page.keyboard.press('z');
  await expect(row(page, 'For both')).toBeVisible();
  await expect.poll(() => count(home, 'INBOX')).toBe(1);
  await expect.poll(() => count(office, 'Archive')).toBe(1);
  expect(id).toBeGreaterThan(0);
  await home.logout();
  await office.logout();
});

test("another person's folder is no place to move or copy to", async ({
  page,
  browser,
  signIn,
  deliver,
  lab,
}) => {
  await deliver({ subject: 'Mine' });
  const other = await (await browser.newContext()).newPage();
  await signIn(await lab.createUser(), other);
  const theirs = (await (await other.request.get('/api/folders')).json()) as {
    folders: { id: number; role: string | null }[];
  };
  await signIn();
  await expect(row(page, 'Mine')).toBeVisible();
  const mine = (await (await page.request.get('/api/folders')).json()) as typeof theirs;
  const inbox = mine.folders.find(({ role }) => role === 'inbox')!.id;
  const list = (await (await page.request.get(`/api/conversations?folderId=${inbox}`)).json()) as {
    rows: { id: number }[];
  };
  for (const action of ['move', 'copy']) {
    const asked = { action, folderId: inbox, conversationIds: [list.rows[0]!.id] };
    const foreign = await page.request.post('/api/organize', {
      data: { ...asked, targetFolderId: theirs.folders[0]!.id },
    });
    expect(foreign.status()).toBe(404);
    expect((await page.request.post('/api/organize', { data: asked })).status()).toBe(400);
  }
  await expect(row(page, 'Mine')).toBeVisible();
  await other.context().close();
});

test('mail of a POP3 account goes to another account, is undone, and comes in from there', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  const pop = await lab.createUser();
  await deliver({ subject: 'Lives here' }, pop);
  await deliver({ subject: 'Lives there' });
  await signIn();
  const added = await page.request.post('/api/accounts', {
    data: {
      address: pop.address,
      password: pop.password,
      name: 'Old',
      protocol: 'pop3',
      imap: { host: 'localhost', port: lab.ports.pop3s, security: 'tls' },
      smtp: { host: 'localhost', port: lab.ports.submission, security: 'starttls' },
    },
  });
  expect(added.status(), await added.text()).toBe(200);
  await page.goto('/mail/all/inbox');
  const home = await lab.connectImap(user);
  const count = async (path: string) => {
    const status = await home.status(path, { messages: true });
    return status ? status.messages : null;
  };
  const dialog = page.getByRole('dialog', { name: 'Move to folder' });
  const moveTo = async (subject: string, words: string, button: RegExp) => {
    await row(page, subject).getByRole('checkbox').check();
    await page.keyboard.press('v');
    await dialog.getByLabel('Name').fill(words);
    await dialog.getByRole('button', { name: button }).click();
    await expect(row(page, subject)).toHaveCount(0);
  };
  await moveTo('Lives here', 'archive', /^Archive (?!Old)/u);
  await expect.poll(() => count('Archive')).toBe(1);
  await page.keyboard.press('z');
  await expect(row(page, 'Lives here')).toHaveAccessibleName(/in Old/u);
  await expect.poll(() => count('Archive')).toBe(0);
  await row(page, 'Lives here').click();
  await expect(page.getByText('Hello, this is Lives here.').last()).toBeVisible();

  await page.goto('/mail/all/inbox');
  await moveTo('Lives there', 'archive old', /^Archive Old/u);
  await expect.poll(() => count('INBOX')).toBe(0);
  await page.goto('/mail/all/archive');
  await row(page, 'Lives there').click();
  await expect(page.getByText('Hello, this is Lives there.').last()).toBeVisible();
  await home.logout();
});
