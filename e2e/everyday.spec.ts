// What a person with much mail does all day: work through a search, go on after a reload, select by thumb, print at night.
import AxeBuilder from '@axe-core/playwright';
import { compose, expect, type Letter, signInByApi, test } from './fixtures';

const at = (hour: number): Pick<Letter, 'headers'> => ({
  headers: `Date: Tue, 24 Nov 2026 ${String(hour).padStart(2, '0')}:00:00 +0000\r\n`,
});

test('what is:unread found stays while it is read; keys and buttons act on it and go on from there', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  for (const [index, subject] of ['Fourth', 'Third', 'Second', 'First'].entries())
    await deliver({ subject, ...at(8 + index) });
  await signIn();
  const row = (name: string) => page.getByRole('row', { name: new RegExp(name, 'u') });
  await expect(row('First')).toBeVisible();
  await page.getByRole('searchbox').fill('is:unread');
  await expect(page).toHaveURL(/is%3Aunread/u);
  await expect(page.getByRole('row')).toHaveCount(4);
  const again = page.waitForResponse(
    async (answer) => answer.url().includes('/api/search?') && !(await answer.text()).includes('"Second"'),
  );
  await row('Second').click();
  await again;
  await expect(row('Second').locator('[data-unread]')).toHaveCount(0);
  await expect(row('Second')).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByText('1 conversation archived')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible();
  const client = await lab.connectImap(user);
  await expect
    .poll(async () => ((await client.status('Archive', { messages: true })) as { messages: number }).messages)
    .toBe(1);
  await client.logout();
});

test('after a reload far down the list the open conversation still answers to every verb', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  // More than the 50 of a page lie above it.
  for (let index = 0; index < 53; index++) {
    const subject = index === 0 ? 'The oldest' : `Newer ${index}`;
    const date = new Date(Date.UTC(2026, 10, 1, 0, index)).toUTCString().replace('GMT', '+0000');
    await lab.append(user, 'INBOX', compose({ subject, headers: `Date: ${date}\r\n` }), ['\\Seen']);
  }
  await signIn();
  await page.getByRole('searchbox').fill('subject:oldest');
  await page.getByRole('row', { name: /The oldest/u }).click();
  await expect(page.getByRole('heading', { name: 'The oldest' })).toBeVisible();
  const id = new URL(page.url()).searchParams.get('open');
  const { folders } = (await (await page.request.get('/api/folders')).json()) as {
    folders: { id: number; role: string | null }[];
  };
  const inbox = folders.find(({ role }) => role === 'inbox')!.id;
  await page.goto(`/mail/${inbox}/${id}`);
  await expect(page.getByRole('heading', { name: 'The oldest' })).toBeVisible();
  await expect(page.getByRole('row', { name: /The oldest/u })).toHaveCount(0);
  const client = await lab.connectImap(user);
  await client.mailboxOpen('INBOX');
  await page.keyboard.press('s');
  await expect.poll(async () => (await client.search({ flagged: true })) || []).toHaveLength(1);
  await page.keyboard.press('s');
  await expect.poll(async () => (await client.search({ flagged: true })) || []).toHaveLength(0);
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(page.getByText('1 conversation archived')).toBeVisible();
  await expect(page.getByText('No conversation selected')).toBeVisible();
  await expect
    .poll(async () => ((await client.status('Archive', { messages: true })) as { messages: number }).messages)
    .toBe(1);
  await client.logout();
});

test('the box above the list selects all and lets go of all, and so does Escape', async ({
  page,
  signIn,
  deliver,
}) => {
  for (const subject of ['One', 'Two', 'Three']) await deliver({ subject });
  await signIn();
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select Two' }).uncheck();
  await expect(page.getByRole('checkbox', { name: 'Clear selection' })).toHaveJSProperty(
    'indeterminate',
    true,
  );
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByText('2 selected')).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByRole('checkbox', { name: 'Clear selection' }).uncheck();
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
});

test('with a finger: rows are selected by their boxes, and the verbs of the reader are in reach of the thumb', async ({
  browser,
  baseURL,
  user,
  deliver,
}) => {
  await deliver({
    subject: 'Wide letter',
    headers: 'MIME-Version: 1.0\r\nContent-Type: text/html\r\n',
    body: '<table width="600" style="width:600px"><tr><td style="width:600px"><p>Left</p><p align="right">The right edge</p></td></tr></table>',
  });
  await deliver({ subject: 'By thumb', from: 'A person with quite a long name <long@outside.test>' });
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: 'en-GB',
    baseURL: baseURL ?? process.env.PENNYPOST_URL ?? '',
  });
  const page = await context.newPage();
  await signInByApi(page, user);
  await page.goto('/mail');
  const box = page.getByRole('checkbox', { name: 'Select By thumb' });
  await expect(box).toHaveCSS('opacity', '1');
  await box.locator('..').tap({ position: { x: 5, y: 10 } });
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Clear selection' }).tap();
  await page.getByRole('row', { name: /By thumb/u }).tap();
  await expect(page.getByText('Hello, this is By thumb.').last()).toBeVisible();
  const archive = await page.getByRole('button', { name: 'Archive', exact: true }).boundingBox();
  expect(archive!.y).toBeGreaterThan(760);
  // One line: it once broke between day and hour.
  const time = await page.getByRole('article').locator('time').boundingBox();
  expect(time!.height).toBeLessThan(24);
  await page.getByRole('button', { name: 'Archive', exact: true }).tap();
  const toast = page.getByText('1 conversation archived');
  // It comes up from below and stands above the bar.
  await expect.poll(async () => (await toast.boundingBox())?.y).toBeLessThan(760);
  // The next one is open. It is wider than the screen and is made to fit.
  const right = page.frameLocator('iframe[title="Message: Wide letter"]').getByText('The right edge');
  await expect(right).toBeVisible();
  await expect
    .poll(async () => {
      const edge = await right.boundingBox();
      return edge!.x + edge!.width;
    })
    .toBeLessThanOrEqual(390);
  await context.close();
});

test('paper is white with dark letters in the dark theme too; answers that go elsewhere are told', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'On paper', headers: 'Reply-To: collect@mail-drop.test\r\n' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn();
  await page.getByRole('row', { name: /On paper/u }).click();
  const article = page.getByRole('article');
  await expect(article.getByText('Hello, this is On paper.')).toBeVisible();
  await expect(article.locator('time')).toHaveCSS('color', 'rgb(158, 167, 179)');
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await expect(article.locator('time')).toHaveCSS('color', 'rgb(90, 98, 109)');
  await page.emulateMedia({ colorScheme: 'dark', media: 'screen' });
  await article.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  await expect(article.getByText('collect@mail-drop.test').first()).toBeVisible();
});

test('a folder is never offered itself, or what lies in it, as its new place', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const client = await lab.connectImap(user);
  for (const path of ['Outer', 'Outer/Inner', 'Other']) await client.mailboxCreate(path.split('/'));
  await client.logout();
  await signIn();
  const nav = page.getByRole('navigation', { name: 'Folders' });
  await nav.getByRole('link', { name: 'Outer' }).hover();
  await nav.getByRole('button', { name: 'Actions for Outer' }).click();
  await page.getByRole('menuitem', { name: 'Move to…' }).click();
  const places = page.getByRole('dialog').getByLabel('Inside').getByRole('option');
  await expect(places.filter({ hasText: 'Other' })).toHaveCount(1);
  await expect(places.filter({ hasText: 'Outer' })).toHaveCount(0);
});

test('a folder that was folded stays folded after a reload, without a flash; in a sidebar of icons nothing is out of reach', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const client = await lab.connectImap(user);
  for (const path of ['Outer', 'Outer/Inner', 'Outer/Inner/Deepest', 'Other', 'Other/Below'])
    await client.mailboxCreate(path.split('/'));
  await client.logout();
  await signIn();
  const nav = page.getByRole('navigation', { name: 'Folders' });
  const link = (name: string) => nav.getByRole('link', { name, exact: true });
  await nav.getByRole('button', { name: 'Hide folders in Outer' }).click();
  await expect(link('Inner')).toHaveCount(0);
  await expect(link('Deepest')).toHaveCount(0);
  await expect(link('Below')).toBeVisible();
  // Also in the first HTML, which no script has touched.
  const first = await page.context().newPage();
  await first.route(/\/_next\//u, (route) =>
    /\.js(?:\?|$)/u.test(route.request().url()) ? route.abort() : route.continue(),
  );
  await first.goto('/mail');
  await expect(first.getByRole('link', { name: 'Below', exact: true })).toBeVisible();
  await expect(first.getByRole('link', { name: 'Inner', exact: true })).toHaveCount(0);
  await first.close();
  await page.reload();
  await expect(link('Below')).toBeVisible();
  await expect(link('Inner')).toHaveCount(0);
  await page.setViewportSize({ width: 1000, height: 800 });
  await expect(link('Inner')).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await nav.getByRole('button', { name: 'Show folders in Outer' }).click();
  await expect(link('Deepest')).toBeVisible();
  await page.reload();
  await expect(link('Deepest')).toBeVisible();
});

test('without a network the open conversation stays, it is said, and what came meanwhile shows when it is back', async ({
  page,
  context,
  signIn,
  deliver,
  errors,
}) => {
  await deliver({ subject: 'In the train' });
  await signIn();
  await page.getByRole('row', { name: /In the train/u }).click();
  await expect(page.getByText('Hello, this is In the train.').last()).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText('No connection to Pennypost')).toBeVisible();
  // Asking for news of the conversation fails; its text is still here.
  const failed = page.waitForEvent('requestfailed', (request) =>
    /\/api\/conversations\/\d+/u.test(request.url()),
  );
  await page.keyboard.press('s');
  await failed;
  await expect(page.getByText('Could not reach Pennypost')).toHaveCount(1);
  await expect(page.getByText('Hello, this is In the train.').last()).toBeVisible();
  await expect(page.getByText('not here any more')).toHaveCount(0);
  await deliver({ subject: 'Out of the tunnel' });
  await context.setOffline(false);
  await expect(page.getByRole('row', { name: /Out of the tunnel/u })).toBeVisible();
  await expect(page.getByText('No connection to Pennypost')).toHaveCount(0);
  await expect(page.getByText('Hello, this is In the train.').last()).toBeVisible();
  errors.length = 0; // what the browser says of a network that is gone
});

test('a folder to move to is chosen by keys alone', async ({ page, signIn, deliver, lab, user }) => {
  const client = await lab.connectImap(user);
  for (const name of ['Aa first', 'Aa second']) await client.mailboxCreate(name);
  await deliver({ subject: 'To be filed' });
  await signIn();
  await page.getByRole('row', { name: /To be filed/u }).click();
  await expect(page.getByRole('heading', { name: 'To be filed' })).toBeVisible();
  await page.keyboard.press('v');
  const dialog = page.getByRole('dialog', { name: 'Move to folder' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('aa');
  await expect(dialog.getByRole('button', { name: /^Aa/u })).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 conversation moved')).toBeVisible();
  const held = async (name: string) =>
    ((await client.status(name, { messages: true })) as { messages: number }).messages;
  await expect.poll(() => held('Aa second')).toBe(1);
  expect(await held('Aa first')).toBe(0);
  await client.logout();
});
