// Whom a message goes to, templates, and the doubts that are told before it leaves.
import { arrived, body, more, send, subject, to } from './composing';
import { expect, test } from './fixtures';

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
