import AxeBuilder from '@axe-core/playwright';
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

test('an HTML message is safe: no script, no remote content until asked for, no style that leaves its frame', async ({
  page,
  signIn,
  deliver,
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
  expect(await standIn.boundingBox()).toMatchObject({ width: 200, height: 60 });
  expect(outside).toEqual([]);
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

test('attachments are listed, shown in place where safe, downloaded unchanged; source and header fields are there', async ({
  page,
  signIn,
  deliver,
}) => {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const body = [
    '--b',
    'Content-Type: text/plain',
    '',
    'See the picture.',
    '--b',
    'Content-Type: image/png; name="dot.png"',
    'Content-Disposition: attachment; filename="dot.png"',
    'Content-Transfer-Encoding: base64',
    '',
    png,
    '--b',
    'Content-Type: text/html; name="page.html"',
    'Content-Disposition: attachment; filename="page.html"',
    '',
    '<script>alert(1)</script>',
    '--b--',
    '',
  ].join('\r\n');
  await deliver({
    subject: 'With files',
    headers: 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nX-Special: here\r\n',
    body,
  });
  await signIn();
  await page.getByRole('row', { name: /With files/u }).click();
  await expect(page.getByText('See the picture.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Preview dot.png' }).click();
  await expect(page.getByRole('img', { name: 'dot.png' })).toHaveJSProperty('naturalWidth', 1);
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download dot.png' }).click();
  const stream = await (await waiting).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString('base64')).toBe(png);
  const href = (await page.getByRole('link', { name: 'Download page.html' }).getAttribute('href'))!;
  const answer = await page.request.get(`${href}?inline=1`);
  expect(answer.headers()['content-disposition']).toMatch(/^attachment/u);
  expect(answer.headers()['content-type']).toBe('application/octet-stream');
  const source = await page.request.get(href.replace(/parts\/.*/u, 'source'));
  expect(await source.text()).toContain('X-Special: here');
  await page.getByRole('article').getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  await page.getByText('All header fields').click();
  await expect(page.getByText('X-Special:')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('texts, tables and messages that are attached show in place as text, only their beginning when they are long', async ({
  page,
  signIn,
  deliver,
}) => {
  const file = (type: string, name: string, content: string | Buffer) => [
    '--b',
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64').replace(/.{76}/gu, '$&\r\n'),
  ];
  const letter = [
    'From: Dora <dora@elsewhere.test>',
    'To: Cleo <cleo@outside.test>',
    'Subject: =?utf-8?Q?Caf=C3=A9?= <img src=x onerror=alert(1)>',
    'Date: Tue, 03 Mar 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=c',
    '',
    '--c',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>We meet at <b>noon</b>.</p><script>alert(1)</script>',
    '--c',
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="plan.pdf"',
    '',
    '%PDF',
    '--c--',
    '',
  ].join('\r\n');
  const body = [
    '--b',
    'Content-Type: text/plain',
    '',
    'Files for you.',
    ...file(
      'text/plain; charset=iso-8859-1',
      'menu.txt',
      Buffer.from('Cr\xe8me <b>br\xfbl\xe9e</b>', 'latin1'),
    ),
    ...file('text/csv', 'prices.csv', 'Item;Price\r\n"Tea; green";4,50\r\n<b>Cake</b>;3\r\n'),
    ...file('text/plain', 'long.log', `The first line\n${'0123456789abcde\n'.repeat(100_000)}The last line`),
    ...file('text/html', 'page.html', '<script>alert(1)</script>'),
    '--b',
    'Content-Type: message/rfc822',
    'Content-Disposition: attachment; filename="Cafe.eml"',
    '',
    letter,
    '--b--',
    '',
  ].join('\r\n');
  await deliver({
    subject: 'To be looked at',
    headers: 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    body,
  });
  await signIn();
  await page.getByRole('row', { name: /To be looked at/u }).click();
  const show = async (name: string) => {
    await page.getByRole('button', { name: `Preview ${name}` }).click();
    const shown = page.getByRole('region', { name, exact: true });
    await expect(shown).toBeVisible();
    return shown;
  };
  await expect(await show('menu.txt')).toHaveText('Crème <b>brûlée</b>');
  const table = await show('prices.csv');
  await expect(page.getByRole('region', { name: 'menu.txt' })).toHaveCount(0);
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByRole('cell')).toHaveText([
    'Item',
    'Price',
    'Tea; green',
    '4,50',
    '<b>Cake</b>',
    '3',
  ]);
  await expect(page.getByText('Not all of it is shown here')).toHaveCount(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const letterShown = await show('Cafe.eml');
  for (const words of ['Dora <dora@elsewhere.test>', 'Café <img src=x onerror=alert(1)>', 'We meet at noon.'])
    await expect(letterShown.getByText(words)).toBeVisible();
  await expect(letterShown.getByText('3 March 2026')).toBeVisible();
  await expect(letterShown.getByText('Files in it: plan.pdf')).toBeVisible();
  await expect(letterShown.locator('img, script, iframe')).toHaveCount(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const answered = page.waitForResponse(/\/preview$/u);
  const log = await show('long.log');
  expect((await (await answered).body()).length).toBeLessThan(250_000);
  await expect(log).toContainText('The first line');
  await expect(log).not.toContainText('The last line');
  await expect(page.getByText('Not all of it is shown here')).toBeVisible();
  // No preview for what a browser would run.
  await expect(page.getByRole('button', { name: 'Preview page.html' })).toHaveCount(0);
  const href = (await page.getByRole('link', { name: 'Download page.html' }).getAttribute('href'))!;
  expect((await page.request.get(`${href}/preview`)).status()).toBe(404);
  const answer = await page.request.get(
    `${(await page.getByRole('link', { name: 'Download Cafe.eml' }).getAttribute('href'))!}/preview`,
  );
  expect(answer.headers()['content-type']).toContain('application/json');
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
  const id = await row.getAttribute('data-conversation');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const ahead = page.waitForResponse(new RegExp(`/api/conversations/${id}/ahead$`, 'u'));
  await row.hover();
  await ahead;
  await row.click();
  await expect(page.getByText('Hello, this is Oldest.').last()).toBeVisible();
  expect(asked.filter((path) => path.endsWith('/body'))).toEqual([]);
});

test('the first screen of a list is fetched ahead, and no more', async ({ page, signIn, deliver }) => {
  for (let n = 1; n <= 12; n++) await deliver({ subject: `Row ${n}` });
  await signIn();
  await expect(page.getByRole('row')).toHaveCount(12);
  const asked: string[] = [];
  page.on('requestfinished', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  const ahead = () => asked.filter((path) => path.endsWith('/ahead')).map((path) => path.split('/')[3]);
  const ids = page.getByRole('row').evaluateAll((rows) => rows.map((row) => row.dataset.conversation));
  await expect.poll(ahead).toEqual((await ids).slice(0, 10));
  await page.getByRole('row', { name: /Row 5/u }).click();
  await expect(page.getByText('Hello, this is Row 5.').last()).toBeVisible();
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
  await expect(page.getByText('Hello, this is Oldest.').last()).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await expect(page.getByText('Hello, this is Oldest.').last()).toBeVisible();
  expect(asked.some((path) => /\/api\/conversations\/\d+$/u.test(path))).toBe(true);
  expect(asked.filter((path) => path.endsWith('/body'))).toEqual([]);
});
