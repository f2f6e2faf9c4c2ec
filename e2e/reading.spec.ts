import AxeBuilder from '@axe-core/playwright';
import { expect, test, untilReadAhead } from './fixtures';

test('an HTML message is safe: no script, no remote content until asked for, no style that leaves its frame', async ({
  page,
  signIn,
  deliver,
  errors,
}) => {
  const html = `<h1>Offer</h1><script>parent.document.title='hacked'</script><img src="https://tracker.invalid/pixel.png" onerror="alert(1)"><img src="https://shop.invalid/house.png" alt="Our house" width="200" height="60"><a href="https://shop.invalid/">Buy</a><form action="https://x.invalid"><input></form>`;
  await deliver({
    subject: 'Newsletter',
    headers: 'MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n',
    body: html,
  });
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('http://localhost')) outside.push(request.url());
  });
  await signIn();
  await page.getByRole('row', { name: /Newsletter/u }).click();
  const frame = page.frameLocator('iframe[title^="Message"]');
  await expect(frame.getByRole('heading', { name: 'Offer' })).toBeVisible();
  await expect(frame.getByRole('link', { name: 'Buy' })).toHaveAttribute('target', '_blank');
  expect(await frame.locator('script, form, input').count()).toBe(0);
  const sandbox = await page.locator('iframe[title^="Message"]').getAttribute('sandbox');
  expect(sandbox).not.toContain('allow-scripts');
  await expect(page.getByText('Images from the internet are not shown')).toBeVisible();
  expect(await frame.locator('img[src]').count()).toBe(0);
  // Its words in a box, not the browser's sign for a broken image.
  const standIn = frame.getByTitle('Our house');
  await expect(standIn).toHaveText('Our house');
  await expect.poll(() => standIn.boundingBox()).toMatchObject({ width: 200, height: 60 });
  expect(outside).toEqual([]);
  // A picture that cannot be had says so, in the room it was given.
  await page.getByRole('button', { name: 'Show images' }).click();
  const house = frame.getByAltText('Our house');
  await expect.poll(() => house.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect.poll(() => house.boundingBox()).toMatchObject({ width: 200, height: 60 });
  expect(outside).toEqual([]);
  expect(errors.splice(0).filter((text) => !/400.*\/images\?url=/u.test(text))).toEqual([]);
});

test('an HTML message shows in its full height while one of its pictures is still on the way', async ({
  page,
  signIn,
  deliver,
}) => {
  const lines = Array.from({ length: 30 }, (_, n) => `<p>Line ${n}</p>`).join('\r\n');
  await deliver({
    subject: 'Slow picture',
    headers: 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n',
    body: `--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:p1">${lines}\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <p1>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n`,
  });
  let isHeld = false;
  await page.route(/\/parts\//u, () => {
    isHeld = true;
  });
  await signIn();
  await page.getByRole('row', { name: /Slow picture/u }).click();
  const height = async () => (await page.locator('iframe[title^="Message"]').boundingBox())?.height ?? 0;
  await expect.poll(height).toBeGreaterThan(600);
  expect(isHeld).toBe(true);
});

test('an HTML message is on white paper in the dark theme too, until it is asked to be shown in dark; printed it is as sent', async ({
  page,
  signIn,
  deliver,
}) => {
  const html =
    '<style>.card{background:#ffffff;color:#333333}@media (prefers-color-scheme: dark){.card{background:#222;color:#ddd}}</style>' +
    '<body bgcolor="#f4f4f4"><table class="card"><tr><td>Dear reader</td><td bgcolor="#1a56c4"><font color="#ffffff">Join</font></td></tr></table>' +
    '<p>No colour</p><p><a href="https://shop.invalid/">Shop</a></p><img alt="Our house" src="https://shop.invalid/house.png" width="200" height="60"></body>';
  await deliver({
    subject: 'Bright letter',
    headers: 'MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n',
    body: html,
  });
  await signIn();
  await page.getByRole('row', { name: /Bright letter/u }).click();
  const frame = page.frameLocator('iframe[title^="Message"]');
  const [greeting, button] = [frame.locator('.card'), frame.locator('td:last-child')];
  await expect(greeting).toHaveCSS('color', 'rgb(51, 51, 51)');
  await expect(page.getByRole('button', { name: 'Show in dark' })).toHaveCount(0);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.getByRole('button', { name: 'Show in dark' })).toBeVisible();
  const asSent = async () => {
    await expect(greeting).toHaveCSS('color', 'rgb(51, 51, 51)');
    await expect(greeting).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    await expect(frame.locator('html')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  };
  await asSent();
  await page.getByRole('button', { name: 'Show in dark' }).click();
  await expect(greeting).toHaveCSS('background-color', 'rgb(25, 25, 25)');
  await expect(greeting).toHaveCSS('color', 'rgb(218, 218, 218)');
  await expect(frame.locator('html')).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
  await expect(frame.getByText('No colour')).toHaveCSS('color', 'rgb(230, 232, 235)');
  await expect(frame.getByRole('link', { name: 'Shop' })).toHaveCSS('color', 'rgb(138, 180, 255)');
  // What is white on a strong colour already can be read as it is.
  await expect(button).toHaveCSS('background-color', 'rgb(26, 86, 196)');
  await expect(frame.getByText('Join')).toHaveCSS('color', 'rgb(255, 255, 255)');
  await expect(frame.getByTitle('Our house')).toHaveCSS('background-color', 'rgb(30, 34, 39)');
  expect((await new AxeBuilder({ page }).exclude('iframe').analyze()).violations).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await asSent();
  await page.emulateMedia({ colorScheme: 'dark', media: 'screen' });
  await page.getByRole('button', { name: 'Show as sent' }).click();
  await asSent();
  await page.getByRole('button', { name: 'Show in dark' }).click();
  await expect(greeting).toHaveCSS('background-color', 'rgb(25, 25, 25)');
  await page.emulateMedia({ colorScheme: 'light' });
  await asSent();
  await expect(page.getByRole('button', { name: /Show (?:in dark|as sent)/u })).toHaveCount(0);
});

test('replies stand in one conversation, also those in Sent; the list shows who and how many', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
}) => {
  await deliver({
    subject: 'Picnic',
    headers: 'Message-ID: <picnic-1@outside.test>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\n',
  });
  const reply = `From: ${user.address}\r\nTo: cleo@outside.test\r\nSubject: Re: Picnic\r\nMessage-ID: <picnic-2@lab.test>\r\nIn-Reply-To: <picnic-1@outside.test>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\nI bring the cake.\r\n`;
  await lab.append(user, 'Sent', reply, ['\\Seen']);
  await deliver({
    subject: 'Re: Picnic',
    headers:
      'References: <picnic-1@outside.test> <picnic-2@lab.test>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n',
    body: 'Lovely.\r\n',
  });
  await signIn();
  const row = page.getByRole('row', { name: /Picnic/u });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('3');
  await row.click();
  await expect(page.getByText('Lovely.').last()).toBeVisible();
  await page.getByRole('button', { name: /Open message from user-/u }).click();
  await expect(page.getByText('I bring the cake.').last()).toBeVisible();
});

test('a folder without mail says so, and is no grid; axe finds nothing', async ({ page, signIn }) => {
  await signIn();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /^Junk/u }).click();
  const list = page.getByRole('region', { name: 'Conversations in Junk' });
  await expect(list.getByText('Nothing here')).toBeVisible();
  await expect(page.getByRole('grid')).toHaveCount(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a row on which the mouse rests is fetched ahead: its text is there when it is opened', async ({
  page,
  signIn,
  deliver,
}) => {
  // The newest ten are fetched unasked.
  await deliver({ subject: 'Oldest', headers: 'Date: Mon, 06 Jan 2020 10:00:00 +0000\r\n' });
  for (let n = 1; n <= 11; n++) await deliver({ subject: `Row ${n}` });
  await signIn();
  await expect(page.getByRole('row')).toHaveCount(12);
  const row = page.getByRole('row', { name: /Oldest/u });
  await expect(row).toContainText('Hello, this is Oldest.');
  const id = await row.getAttribute('data-conversation');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await row.hover();
  await untilReadAhead(page, new RegExp(`/api/conversations/${id}/ahead$`, 'u'));
  await row.click();
  await expect(page.getByRole('article').getByText('Hello, this is Oldest.')).toBeVisible();
  expect(asked.filter((path) => path.endsWith('/body'))).toEqual([]);
});

test('the first screen of a list is fetched ahead, and no more', async ({ page, signIn, deliver }) => {
  for (let n = 1; n <= 12; n++) await deliver({ subject: `Row ${n}` });
  await signIn();
  await expect(page.getByRole('row', { name: /Row .*Hello, this is/u })).toHaveCount(12);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await expect(page.getByRole('row')).toHaveCount(12);
  const ids = page.getByRole('row').evaluateAll((rows) => rows.map((row) => row.dataset.conversation));
  const wanted = (await ids).slice(0, 10);
  for (const id of wanted) await untilReadAhead(page, new RegExp(`/conversations/${id}/ahead$`, 'u'));
  expect(asked.filter((path) => path.endsWith('/ahead')).map((path) => path.split('/')[3])).toEqual(wanted);
  await page.getByRole('row', { name: /Row 5/u }).click();
  await expect(page.getByRole('article').getByText('Hello, this is Row 5.')).toBeVisible();
  expect(asked.filter((path) => /\/(?:body|conversations\/\d+)$/u.test(path))).toEqual([]);
});

test('what lies in Trash is fetched ahead as Trash shows it', async ({ page, signIn, lab, user }) => {
  const client = await lab.connectImap(user);
  const letter = (id: string, more: string, words: string) =>
    `From: Ben <ben@outside.test>\r\nTo: ${user.address}\r\nSubject: Torn\r\nMessage-ID: <${id}@outside.test>\r\n${more}\r\n${words}\r\n`;
  await client.append('Trash', letter('torn-1', '', 'Thrown away.'));
  await client.append('INBOX', letter('torn-2', 'References: <torn-1@outside.test>\r\n', 'Kept.'));
  await client.logout();
  await signIn();
  // Both are indexed with their texts before anything is fetched ahead: nothing about them will change by itself any more.
  await expect(page.getByRole('row', { name: /Torn/u })).toContainText('Kept.');
  await page
    .getByRole('navigation', { name: 'Folders' })
    .getByRole('link', { name: /^Trash/u })
    .click();
  await expect(page.getByRole('row', { name: /Torn/u })).toContainText('Thrown away.');
  await page.reload();
  await untilReadAhead(page, /\/ahead\?folderId=\d+$/u);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.getByRole('row', { name: /Torn/u }).click();
  await expect(page.getByRole('article').getByText('Thrown away.')).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(1);
  expect(asked.filter((path) => /\/(?:body|conversations\/\d+)$/u.test(path))).toEqual([]);
});

test('what was read before comes with its conversation: a link to it asks for no body', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Oldest', headers: 'Date: Mon, 06 Jan 2020 10:00:00 +0000\r\n' });
  for (let n = 1; n <= 11; n++) await deliver({ subject: `Row ${n}` });
  await signIn();
  await page.getByRole('row', { name: /Oldest/u }).click();
  await expect(page.getByRole('article').getByText('Hello, this is Oldest.')).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await expect(page.getByRole('article').getByText('Hello, this is Oldest.')).toBeVisible();
  expect(asked.some((path) => /\/api\/conversations\/\d+$/u.test(path))).toBe(true);
  expect(asked.filter((path) => path.endsWith('/body'))).toEqual([]);
});
