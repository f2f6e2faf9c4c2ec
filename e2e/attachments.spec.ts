import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';

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
  await expect(page.getByRole('heading', { name: 'prices.csv' })).toBeVisible();
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
