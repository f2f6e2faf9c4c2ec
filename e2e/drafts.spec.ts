import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Page } from '@playwright/test';
import type { Lab, LabUser } from '@/scripts/lab/lab';
import { body, subject } from './composing';
import { expect, test } from './fixtures';

const saved = (page: Page) => expect(page.getByText(/^Saved /u)).toBeVisible();

/** Opens a new message and types into it. */
async function write(page: Page, title: string, text: string): Promise<void> {
  await page.keyboard.press('c');
  await subject(page).fill(title);
  await body(page).click();
  await page.keyboard.type(text);
}

/** Opens the draft from the Drafts folder. */
async function continueDraft(page: Page, title: string): Promise<void> {
  await page.goto('/mail');
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Drafts' }).click();
  await page.getByRole('row', { name: new RegExp(title, 'u') }).click({ timeout: 40_000 });
  await page.getByRole('button', { name: 'Continue writing' }).first().click();
  await expect(subject(page)).toHaveValue(title);
}

/** Sources of all messages in Drafts, as another mail program sees them. */
async function inDrafts(lab: Lab, user: LabUser): Promise<string[]> {
  const client = await lab.connectImap(user);
  const box = await client.mailboxOpen('Drafts');
  const found: string[] = [];
  if (box.exists > 0)
    for await (const { source } of client.fetch('1:*', { source: true })) found.push(String(source));
  await client.logout();
  return found;
}

test('the page crashes in the middle of a word while the server is away, and the word is there', async ({
  page,
  context,
  signIn,
  errors,
}) => {
  await signIn();
  await page.route('**/api/drafts/**', (route) => route.abort());
  await write(page, 'Half written', 'Every keystroke cou');
  const crashed = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => {});
  await crashed;
  errors.length = 0; // the saves that were cut off
  const next = await context.newPage();
  await continueDraft(next, 'Half written');
  await expect(body(next)).toContainText('Every keystroke cou');
});

test('a message begun on its own page is there after a reload and goes along to the mail; an empty one does not', async ({
  page,
  signIn,
}) => {
  await signIn();
  const field = page.getByRole('textbox', { name: 'Subject' });
  await page.goto('/compose');
  await expect(field).toBeVisible();
  await page.goto('/mail');
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  // It is opened again, and closed as soon as nothing is found in it.
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('pennypost:composers'))).toBe('[]');
  await expect(field).toHaveCount(0);
  await page.goto('/compose');
  await field.fill('Begun on a page');
  await expect(page).toHaveURL(/\/compose\?draft=/u);
  await page.reload();
  await expect(field).toHaveValue('Begun on a page');
  await page.goto('/mail');
  await expect(field).toHaveValue('Begun on a page');
});

test('what is typed without a network is kept, said to be unsaved, and saved when the network is back', async ({
  page,
  context,
  signIn,
  errors,
}) => {
  await signIn();
  await write(page, 'On the train', 'Before the tunnel.');
  await saved(page);
  await context.setOffline(true);
  await body(page).click();
  await page.keyboard.type(' In the tunnel.');
  await expect(page.getByText('It is kept in this browser.')).toBeVisible();
  await context.setOffline(false);
  await saved(page);
  errors.length = 0; // requests without a network
  const kept = (await (await page.request.get('/api/drafts')).json()) as { text: string }[];
  expect(kept[0]!.text).toContain('In the tunnel.');
});

test('a session that ends while one writes loses nothing: after signing in the message stands there', async ({
  page,
  context,
  signIn,
  user,
  errors,
}) => {
  await signIn();
  await write(page, 'Long letter', 'Dear Ben,');
  await saved(page);
  await context.clearCookies();
  await body(page).click();
  await page.keyboard.type(' and one more thing');
  await expect(page).toHaveURL(/sign-in/u);
  errors.length = 0; // the 401
  await signIn(user);
  await expect(subject(page)).toHaveValue('Long letter');
  await expect(body(page)).toContainText('and one more thing');
  await saved(page);
});

test('two tabs show one draft: what is typed in one stands in the other', async ({
  page,
  context,
  signIn,
}) => {
  await signIn();
  await write(page, 'Two tabs', 'From the first tab.');
  await saved(page);
  const second = await context.newPage();
  await continueDraft(second, 'Two tabs');
  await body(second).click();
  await second.keyboard.press('Control+End');
  await second.keyboard.type(' From the second.');
  await expect(body(page)).toContainText('From the first tab. From the second.');
});

test('two devices: the newest keystroke wins, the other text is in the history and can be taken back', async ({
  page,
  context,
  browser,
  signIn,
  user,
  errors,
}) => {
  await signIn();
  await write(page, 'Two devices', 'Common beginning.');
  await saved(page);
  const telephone = await (await browser.newContext()).newPage();
  await signIn(user, telephone);
  await telephone.goto(new URL('/mail', page.url()).href);
  await telephone.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Drafts' }).click();
  await telephone.getByRole('row', { name: /Two devices/u }).click({ timeout: 40_000 });
  await telephone.getByRole('button', { name: 'Continue writing' }).first().click();
  await expect(body(telephone)).toContainText('Common beginning.');

  await context.setOffline(true);
  await body(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Of the desk.');
  await body(telephone).click();
  await telephone.keyboard.press('Control+End');
  await telephone.keyboard.type(' Of the telephone.');
  await saved(telephone);
  await context.setOffline(false);
  await expect(body(page)).toContainText('Of the telephone.');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
  const history = page.getByRole('dialog', { name: 'Earlier versions' });
  await history.getByRole('button', { name: /Other window or device/u }).click();
  await expect(history.frameLocator('iframe').getByText('Of the desk.')).toBeVisible();
  await history.getByRole('button', { name: 'Restore this version' }).click();
  await expect(body(page)).toContainText('Common beginning. Of the desk.');
  await expect(body(telephone)).toContainText('Of the desk.');
  errors.length = 0; // requests without a network
  await telephone.context().close();
});

test('IMAP Drafts follows while one types steadily and when one looks away, and never holds two', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  await signIn();
  await page.keyboard.press('c');
  await subject(page).fill('Steady');
  await body(page).click();
  let copies: string[] = [];
  for (let words = 0; copies.length === 0; words++) {
    await page.keyboard.type(`word${words} `, { delay: 60 });
    copies = await inDrafts(lab, user);
  }
  await page.keyboard.type('last words', { delay: 20 });
  await page.getByRole('searchbox', { name: 'Search mail' }).click();
  await expect
    .poll(async () => (await inDrafts(lab, user)).join(), { intervals: [100] })
    .toContain('last words');
  expect(await inDrafts(lab, user)).toHaveLength(1);
});

test('a draft begun in another mail program is continued here, and what it edits is continued here again', async ({
  page,
  signIn,
  lab,
  user,
  errors,
}) => {
  await lab.append(
    user,
    'Drafts',
    'From: Desk <desk@lab.test>\r\nTo: ben@lab.test\r\nSubject: Begun elsewhere\r\nMessage-ID: <a@elsewhere.test>\r\n\r\nTheir first words.\r\n',
    ['\\Draft'],
  );
  await signIn();
  const [account] = (await (await page.request.get('/api/accounts')).json()) as { id: number }[];
  const identity = { name: 'The desk', address: 'desk@lab.test' };
  await page.request.post(`/api/accounts/${account!.id}/identities`, { data: identity });
  await continueDraft(page, 'Begun elsewhere');
  await expect(body(page)).toHaveValue(/Their first words/u);
  await body(page).fill('Our words.');
  await page.getByRole('button', { name: 'Close and keep the draft' }).click();
  await expect.poll(() => inDrafts(lab, user)).toEqual([expect.stringContaining('Our words.')]);
  expect((await inDrafts(lab, user))[0]).toMatch(/^From: "?The desk"? <desk@lab\.test>\r$/mu);

  const client = await lab.connectImap(user);
  await client.mailboxOpen('Drafts');
  const [copy] = await inDrafts(lab, user);
  await client.append('Drafts', copy!.replace('Our words.', 'Words of the telephone.'), ['\\Draft']);
  await client.messageDelete('1');
  await client.logout();
  await expect(page.getByRole('row', { name: /^Unread.*Begun elsewhere/u })).toBeVisible({ timeout: 40_000 });
  await continueDraft(page, 'Begun elsewhere');
  await expect(body(page)).toHaveValue(/Words of the telephone/u);
  // The reader behind the composer asks for a copy that was just replaced.
  expect(errors.filter((text) => !/404.*\/(?:body|conversations\/\d+)$/u.test(text))).toEqual([]);
  errors.length = 0;
});

test('a discarded message comes back whole with Undo, its file too', async ({ page, signIn, lab, user }) => {
  await signIn();
  await write(page, 'Thrown away', 'Not so fast.');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'map.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(5000, 7) });
  await saved(page);
  await page.getByRole('button', { name: 'Search mail' }).or(page.getByRole('searchbox')).first().click();
  await expect.poll(() => inDrafts(lab, user)).toHaveLength(1);
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await expect.poll(() => inDrafts(lab, user)).toEqual([]);
  // In the dark as well the toast has the colours of everything else.
  await page.emulateMedia({ colorScheme: 'dark' });
  const toast = page.getByRole('listitem').filter({ hasText: 'Draft discarded' });
  await expect(toast).toHaveCSS('background-color', 'rgb(30, 34, 39)');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(body(page)).toContainText('Not so fast.');
  await expect(page.getByRole('button', { name: 'Remove map.bin' })).toBeVisible();
  await expect
    .poll(() => inDrafts(lab, user), { timeout: 20_000 })
    .toEqual([expect.stringContaining('map.bin')]);
});

test('a large file goes up in pieces: a cut line costs one piece, a reload goes on where it was, cancel ends it', async ({
  page,
  signIn,
  lab,
  user,
  errors,
}) => {
  await signIn();
  await write(page, 'Large file', 'See the file.');
  const offsets: number[] = [];
  let hold = false;
  await page.route('**/api/uploads/*?offset=*', async (route) => {
    const offset = Number(new URL(route.request().url()).searchParams.get('offset'));
    offsets.push(offset);
    const isFirstOfSecond =
      offset === 2 * 1024 * 1024 && offsets.filter((one) => one === offset).length === 1;
    if (isFirstOfSecond) return route.abort('connectionreset');
    if (hold || offset >= 6 * 1024 * 1024) {
      hold = true;
      return;
    }
    return route.continue();
  });
  const octets = Buffer.from(
    Array.from({ length: 9 * 1024 * 1024 }, (_, index) => (index * 31 + (index >> 9)) % 256),
  );
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'film.bin', mimeType: 'application/octet-stream', buffer: octets });
  await expect.poll(() => offsets.at(-1)).toBe(6 * 1024 * 1024);
  await expect(page.getByRole('progressbar', { name: 'film.bin' })).toHaveAttribute('aria-valuenow', /6\d/u);
  await saved(page);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  const before = offsets.length;
  await page.route('**/api/uploads/*?offset=*', (route) => {
    offsets.push(Number(new URL(route.request().url()).searchParams.get('offset')));
    return route.continue();
  });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Remove film.bin' })).toBeVisible();
  await expect.poll(() => offsets.length).toBeGreaterThan(before);
  expect(offsets[before], 'nothing is sent again that had arrived').toBeGreaterThanOrEqual(6 * 1024 * 1024);
  await page.getByRole('combobox', { name: 'To' }).fill(`${user.address},`);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const client = await lab.connectImap(user);
  await expect
    .poll(async () => ((await client.status('INBOX', { messages: true })) as { messages: number }).messages, {
      timeout: 40_000,
    })
    .toBe(1);
  await client.mailboxOpen('INBOX');
  const { content = Readable.from([]) } = await client.download('1', '2');
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).equals(octets)).toBe(true);
  await client.logout();
  errors.length = 0; // the line that was cut
});

test('a server whose disk is full says so at the file; the text stays, and is kept without it', async ({
  page,
  signIn,
  errors,
}) => {
  await signIn();
  await write(page, 'No room', 'Words that stay.');
  // The octets of this upload go to a disk that is full.
  await page.route('**/api/uploads', async (route) => {
    const response = await route.fetch();
    const { upload } = (await response.json()) as { upload: { id: string } };
    symlinkSync('/dev/full', join(process.env.PENNYPOST_DATA!, 'uploads', upload.id));
    await route.fulfill({ response });
  });
  const octets = Buffer.alloc(3 * 1024 * 1024, 1);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'film.bin', mimeType: 'application/octet-stream', buffer: octets });
  await expect(page.getByText('The server has no room left on its disk.')).toBeVisible();
  await expect(body(page)).toContainText('Words that stay.');
  await saved(page);
  expect(errors.filter((text) => !/507/u.test(text))).toEqual([]);
  errors.length = 0;
});
