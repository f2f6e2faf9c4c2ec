// The text of a message: rich, pasted and plain.
import type { Page } from '@playwright/test';
import { arrived, begin, body, send } from './composing';
import { expect, test } from './fixtures';

/** Pastes as another program's clipboard would. */
async function paste(page: Page, html: string): Promise<void> {
  await body(page).evaluate((element, content) => {
    const data = new DataTransfer();
    data.setData('text/html', content);
    data.setData('text/plain', 'plain');
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, html);
}

test('a rich message arrives with a good text beside it and its picture as a related part', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await begin(page, ben, 'All of it');
  await page.keyboard.type('**Bold** and `code` and [a page](example.org) here.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('> said before');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Red');
  await page.keyboard.press('Shift+Home');
  await page.getByRole('button', { name: 'Colour' }).click();
  await page.getByRole('menuitem', { name: 'Red' }).click();
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('menuitem', { name: 'Insert a table' }).click();
  await page.getByRole('columnheader').first().click();
  await page.keyboard.type('Head');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Second');
  await body(page).evaluate((element) => {
    const octets = Uint8Array.from(
      atob(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      ),
      (char) => char.charCodeAt(0),
    );
    const data = new DataTransfer();
    data.items.add(new File([octets], 'dot.png', { type: 'image/png' }));
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await expect(body(page).getByRole('img', { name: 'dot.png' })).toHaveJSProperty('naturalWidth', 1);
  await send(page);
  const { parsed, raw } = await arrived(lab, ben, 'All of it');
  expect(raw).toMatch(/^Content-Type: multipart\/alternative/mu);
  expect(raw).toMatch(/^Content-Type: multipart\/related/mu);
  const html = String(parsed.html);
  for (const piece of [
    '<strong>Bold</strong>',
    '>code</code>',
    '<a href="https://example.org">a page</a>',
    '<li>',
    '<blockquote style=',
    'color: rgb(198, 40, 40)',
    '<th ',
    'Second',
  ])
    expect(html).toContain(piece);
  const text = parsed.text ?? '';
  for (const line of [
    'Bold and code and a page <https://example.org> here.',
    '- one',
    '- two',
    '> said before',
  ])
    expect(text).toContain(line);
  expect(text).toContain('Head | Second');
  const [picture] = parsed.attachments;
  expect(picture?.related).toBe(true);
  // The parser puts a picture where its Content-ID is asked for.
  expect(html).toContain('<img src="data:image/png;base64,');
});

test('what is pasted from Word keeps its meaning and loses its looks', async ({ page, signIn, lab }) => {
  const ben = await lab.createUser();
  await signIn();
  await begin(page, ben, 'From Word');
  await paste(
    page,
    `<html><head><style>p{color:red}</style></head><body><!--StartFragment--><p class=MsoNormal style="font-family:Comic">Plain <b>bold</b><o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Point</p><!--EndFragment--></body></html>`,
  );
  await expect(body(page).getByRole('listitem')).toHaveText('Point');
  await body(page).press('Control+End');
  await paste(page, '<p>From a page: <img src="https://pictures.example/cat.png"></p>');
  await expect(body(page).getByText('Image of pictures.example, not loaded while you write')).toBeVisible();
  await send(page);
  const { parsed } = await arrived(lab, ben, 'From Word');
  const html = String(parsed.html);
  expect(html).toContain('<strong>bold</strong>');
  expect(html).toContain('src="https://pictures.example/cat.png"');
  expect(html).not.toMatch(/mso|Comic|class=/u);
});

test('plain text flows; the change between rich and plain loses nothing', async ({ page, signIn, lab }) => {
  const ben = await lab.createUser();
  await signIn();
  await begin(page, ben, 'Plain words');
  const long =
    'A sentence that is much longer than a line of mail should be, so that it has to be broken somewhere.';
  await page.keyboard.type(`**Strong** ${long}`);
  await page.keyboard.press('Enter');
  await page.keyboard.type('> quoted');
  // The browser checks the spelling in both editors.
  await expect(body(page)).toHaveJSProperty('spellcheck', true);
  await page.getByRole('button', { name: 'Switch to plain text' }).click();
  await expect(body(page)).toHaveJSProperty('spellcheck', true);
  await expect(body(page)).toHaveValue(`Strong ${long}\n> quoted`);
  await page.getByRole('button', { name: 'Switch to formatted text' }).click();
  await expect(body(page).getByText('Strong', { exact: true })).toHaveCSS('font-weight', /[67]00/u);
  await page.getByRole('button', { name: 'Switch to plain text' }).click();
  await send(page);
  const { raw, parsed } = await arrived(lab, ben, 'Plain words');
  expect(raw).toMatch(/^Content-Type: text\/plain; charset=utf-8; format=flowed/mu);
  const lines = raw.split('\r\n\r\n')[1]!.split('\r\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(78);
  expect(lines[0]).toMatch(/ $/u);
  expect(parsed.text).toContain('> quoted');
});
