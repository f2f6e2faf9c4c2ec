import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { simpleParser } from 'mailparser';
import type { Lab, LabUser } from '@/scripts/lab/lab';
import { expect, test } from './fixtures';

const body = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const subject = (page: Page) => page.getByRole('textbox', { name: 'Subject' });
const to = (page: Page) => page.getByRole('combobox', { name: 'To', exact: true });
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click();
const more = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page
    .getByRole('menuitem', { name: item })
    .or(page.getByRole('menuitemcheckbox', { name: item }))
    .click();
};

async function begin(page: Page, who: LabUser, title: string): Promise<void> {
  await page.keyboard.press('c');
  await to(page).fill(`${who.address},`);
  await subject(page).fill(title);
  await body(page).click();
}

/** The newest message of INBOX, as soon as it is the one with this subject. */
async function arrived(lab: Lab, who: LabUser, title: string) {
  const client = await lab.connectImap(who);
  let raw = '';
  await expect
    .poll(
      async () => {
        await client.mailboxOpen('INBOX');
        const message = await client.fetchOne('*', { source: true }).catch(() => false as const);
        if (message !== false && message.source) raw = message.source.toString();
        return raw;
      },
      { timeout: 40_000 },
    )
    .toContain(title);
  await client.logout();
  return { raw, parsed: await simpleParser(raw) };
}

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

test('an answer can begin below what it quotes, without the signature of the other', async ({
  page,
  signIn,
  deliver,
  lab,
}) => {
  const ben = await lab.createUser();
  await deliver({
    subject: 'Asked',
    from: ben.address,
    body: 'Do you come?\r\n\r\n-- \r\nBen of Ben & Sons\r\n',
  });
  await signIn();
  await page.goto('/settings/general');
  await page.getByLabel('Where an answer begins').selectOption('below');
  await page.goto('/mail');
  await page.getByRole('row', { name: /Asked/u }).click();
  await expect(page.getByRole('article').getByText('Do you come?')).toBeVisible();
  await page.keyboard.press('r');
  await expect(body(page)).toBeFocused();
  await page.keyboard.type('I do.');
  await send(page);
  const { parsed } = await arrived(lab, ben, 'Re: Asked');
  expect(parsed.text).toMatch(/wrote:\n> Do you come\?\n+I do\./u);
  expect(parsed.text).not.toContain('Sons');
});

test('an answer goes where the writer asked for: Reply-To, Mail-Followup-To, and the list', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Other address', headers: 'Reply-To: Desk <desk@outside.test>\r\n' });
  await deliver({
    subject: 'Followed up',
    headers: 'Mail-Followup-To: talk@lists.test\r\nList-Post: <mailto:talk@lists.test>\r\n',
  });
  await signIn();
  await page.getByRole('row', { name: /Other address/u }).click();
  await page.keyboard.press('r');
  await expect(page.getByRole('list', { name: 'To: recipients' })).toContainText('Desk');
  await page.getByRole('button', { name: 'Close and keep the draft' }).click();
  await page.getByRole('row', { name: /Followed up/u }).click();
  await expect(page.getByRole('heading', { name: 'Followed up' })).toBeVisible();
  await page.keyboard.press('a');
  const people = page.getByRole('list', { name: 'To: recipients' });
  await expect(people).toContainText('talk@lists.test');
  await expect(people.getByRole('listitem')).toHaveCount(1);
  await body(page).fill('To all of you.');
  await send(page);
  await expect(page.getByText('This answer goes to everybody on the mailing list.')).toBeVisible();
});

test('several conversations are forwarded at once, each message as a file', async ({
  page,
  signIn,
  deliver,
  lab,
}) => {
  const ben = await lab.createUser();
  for (const title of ['Proof one', 'Proof two']) await deliver({ subject: title });
  await signIn();
  for (const title of ['Proof one', 'Proof two'])
    await page.getByRole('row', { name: new RegExp(title, 'u') }).click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('button', { name: 'Forward as attachments' }).click();
  await to(page).fill(`${ben.address},`);
  await send(page);
  const { raw } = await arrived(lab, ben, 'Fwd: Proof');
  expect(raw.match(/^Content-Type: message\/rfc822/gmu)).toHaveLength(2);
  expect(raw).toContain('Hello, this is Proof one.');
  expect(raw).toContain('Hello, this is Proof two.');
});

test('a message is forwarded in the text, with its heading and its files', async ({
  page,
  signIn,
  deliver,
  lab,
}) => {
  const ben = await lab.createUser();
  await deliver({
    subject: 'Minutes',
    headers: 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    body: '--b\r\nContent-Type: text/plain\r\n\r\nWe agreed.\r\n--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n--b--\r\n',
  });
  await signIn();
  await page.getByRole('row', { name: /Minutes/u }).click();
  await expect(page.getByText('We agreed.').last()).toBeVisible();
  await page.keyboard.press('f');
  await to(page).fill(`${ben.address},`);
  await body(page).click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('For you.');
  await send(page);
  const { parsed } = await arrived(lab, ben, 'Fwd: Minutes');
  expect(parsed.text).toMatch(/For you\.[\s\S]*cleo@outside\.test[\s\S]*We agreed\./u);
  expect(parsed.attachments.map(({ filename, content }) => [filename, String(content)])).toEqual([
    ['plan.pdf', 'Hello'],
  ]);
});

test('a template is made, filled in, and what it leaves open is asked about', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await page.goto('/settings/templates');
  await page.getByRole('button', { name: 'New template' }).click();
  await page.getByLabel('Name').fill('Welcome');
  await page.getByLabel('Subject').fill('Welcome, {{first name}}');
  await body(page).click();
  await page.keyboard.type('Dear {{name}}, your number is {{number}}.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Welcome' })).toBeVisible();
  await page.goto('/mail');
  await page.keyboard.press('c');
  await to(page).fill(`Ben Berg <${ben.address}>,`);
  await more(page, 'Welcome');
  await expect(subject(page)).toHaveValue('Welcome, Ben');
  await expect(body(page)).toContainText('Dear Ben Berg, your number is {{number}}.');
  await send(page);
  await expect(page.getByText('Not filled in yet: {{number}}')).toBeVisible();
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await arrived(lab, ben, 'Welcome, Ben');
});

test('a group is written to by its name; a person that one wrote to is suggested, and forgotten when asked', async ({
  page,
  signIn,
  lab,
}) => {
  const [ben, cleo] = [await lab.createUser(), await lab.createUser()];
  await signIn();
  await page.goto('/settings/groups');
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByLabel('Name').fill('Choir');
  await page.getByRole('combobox', { name: 'People' }).fill(`Benno <${ben.address}>; ${cleo.address};`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Choir' })).toContainText('Benno');
  await page.goto('/mail');
  await page.keyboard.press('c');
  await to(page).fill('cho');
  await page.getByRole('option', { name: /Choir/u }).click();
  await expect(page.getByRole('list', { name: 'To: recipients' }).getByRole('listitem')).toHaveCount(2);
  await subject(page).fill('Rehearsal');
  await body(page).fill('At eight.');
  await send(page);
  await arrived(lab, cleo, 'Rehearsal');
  await expect
    .poll(async () => ((await (await page.request.get('/api/people?q=benno')).json()) as unknown[]).length, {
      timeout: 40_000,
    })
    .toBe(1);
  await page.keyboard.press('c');
  await to(page).fill('benno');
  await expect(page.getByRole('option', { name: /Benno/u })).toBeVisible();
  await page.keyboard.press('Shift+Delete');
  await expect(page.getByText('Benno is not suggested any more.')).toBeVisible();
  await expect(page.getByRole('option', { name: /Benno/u })).toHaveCount(0);
  expect(await (await page.request.get('/api/people?q=benno')).json()).toEqual([]);
});

test('doubts are told before a message leaves, and can be waved through', async ({ page, signIn, lab }) => {
  const ben = await lab.createUser();
  await signIn();
  await page.keyboard.press('c');
  await to(page).fill(`${ben.address}, ann@gmial.com,`);
  await body(page).click();
  await page.keyboard.type('Die Datei ist im Anhang.');
  await send(page);
  const note = page.getByRole('alert').filter({ hasText: 'The subject is empty.' });
  await expect(note).toContainText('You mention an attachment, but none is attached.');
  await expect(note).toContainText("'gmial.com' is not the 'gmail.com' that you know.");
  await page.getByRole('button', { name: 'Remove ann@gmial.com' }).click();
  await expect(note).toHaveCount(0);
  await send(page);
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await arrived(lab, ben, 'im Anhang');
});

test('a pasted list becomes people, and a crowd that would see each other is doubted', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await page.keyboard.press('c');
  const list = Array.from({ length: 14 }, (_, n) => `"Singer, ${n}" <singer${n}@outside.test>`).join('\r\n');
  await to(page).evaluate((element, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, `${list}\r\nBen <${ben.address}>\r\nsinger3@outside.test`);
  const people = page.getByRole('list', { name: 'To: recipients' }).getByRole('listitem');
  await expect(people).toHaveCount(15);
  await expect(people.first()).toContainText('Singer, 0');
  await subject(page).fill('To all');
  await body(page).fill('At eight.');
  await send(page);
  const doubt = page.getByText("15 people will see each other's addresses. Bcc hides them.");
  await expect(doubt).toBeVisible();
  await page.getByRole('button', { name: 'Remove Singer, 0' }).click();
  await expect(doubt).toHaveCount(0);
});

test('wishes go along: receipt, priority; they are part of the draft', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await begin(page, ben, 'Urgent');
  await page.keyboard.type('Now.');
  await more(page, 'Ask for a read receipt');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitemradio', { name: 'High' }).click();
  await expect(page.getByText(/^Saved /u)).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await expect(page.getByRole('menuitemcheckbox', { name: 'Ask for a read receipt' })).toBeChecked();
  await page.keyboard.press('Escape');
  await send(page);
  const { raw } = await arrived(lab, ben, 'Urgent');
  expect(raw).toMatch(new RegExp(`^Disposition-Notification-To: .*${user.address}`, 'mu'));
  expect(raw).toMatch(/^Importance: high/mu);
});

test('several messages are written side by side; one goes to its own window and is sent from there', async ({
  page,
  context,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await begin(page, ben, 'First of two');
  await page.keyboard.type('In its own window.');
  // Out of the middle of the text.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Continue writing: First of two' })).toBeFocused();
  await begin(page, ben, 'Second of two');
  await page.getByRole('button', { name: 'Continue writing: First of two' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(2);
  const opening = context.waitForEvent('page');
  await page
    .getByRole('dialog', { name: 'First of two' })
    .getByRole('button', { name: 'Open in its own window' })
    .click();
  const popped = await opening;
  await expect(subject(popped)).toHaveValue('First of two');
  await expect(popped).toHaveURL(/\/compose\?draft=/u);
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(body(popped)).toContainText('In its own window.');
  await popped.reload();
  await expect(body(popped)).toContainText('In its own window.');
  await send(popped);
  await expect(popped.getByText('Nothing is being written here any more')).toBeVisible();
  await arrived(lab, ben, 'First of two');
  await expect(page.getByRole('dialog', { name: 'Second of two' })).toBeVisible();
});

test('on a telephone the composer is the whole screen, and every control is in reach', async ({
  page,
  signIn,
  lab,
}) => {
  const ben = await lab.createUser();
  await signIn();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole('button', { name: 'Compose' }).click();
  await to(page).fill(`${ben.address},`);
  await subject(page).fill('From the road');
  await body(page).click();
  await page.keyboard.type('Short.');
  for (const name of ['Send', 'Attach files', 'More', 'Discard draft']) {
    const box = (await page.getByRole('button', { name, exact: true }).boundingBox())!;
    expect(box.x, name).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width, name).toBeLessThanOrEqual(390);
  }
  // How it is saved can be read whole.
  const note = page.getByText(/^Saved /u);
  await expect(note).toBeVisible();
  expect(await note.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true);
  await send(page);
  await arrived(lab, ben, 'From the road');
});

test('axe finds nothing in the composer, its menus and dialogs, its page and its settings', async ({
  page,
  signIn,
  deliver,
  user,
}) => {
  await deliver({ subject: 'In the list' });
  await signIn();
  const clean = async (where: string) => {
    const axe = new AxeBuilder({ page }).exclude('iframe');
    // A menu stands beside all landmarks while it is open, and holds the focus.
    if (await page.getByRole('menu').isVisible()) axe.disableRules('region');
    const { violations } = await axe.analyze();
    expect(
      violations.map(
        ({ id, nodes }) => `${where}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
      ),
    ).toEqual([]);
  };
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto('/mail');
    await expect(page.getByRole('row', { name: /In the list/u })).toBeVisible();
    await begin(page, user, 'Seen by axe');
    await page.keyboard.type('The file is attached.');
    await page.getByRole('button', { name: 'Table' }).click();
    await clean(`table menu ${theme}`);
    await page.getByRole('menuitem', { name: 'Insert a table' }).click();
    await page.getByRole('columnheader').first().click();
    for (const head of ['One', 'Two', 'Three']) {
      await page.keyboard.type(head);
      await page.keyboard.press('Tab');
    }
    await send(page);
    await expect(page.getByText('none is attached')).toBeVisible();
    await clean(`doubts ${theme}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await clean(`more ${theme}`);
    await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
    await expect(page.getByRole('dialog', { name: 'Earlier versions' })).toBeVisible();
    await clean(`history ${theme}`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.goto('/compose');
    await expect(subject(page)).toBeVisible();
    await clean(`page ${theme}`);
    await page.getByRole('button', { name: 'Discard draft' }).click();
    for (const section of ['templates', 'groups']) {
      await page.goto(`/settings/${section}`);
      await page.getByRole('main').getByRole('button', { name: /^New /u }).click();
      await clean(`${section} ${theme}`);
    }
  }
});
