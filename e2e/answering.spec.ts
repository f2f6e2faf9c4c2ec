// Answers and what is forwarded: where they begin, whom they go to, what they carry.
import { arrived, body, send, to } from './composing';
import { expect, test } from './fixtures';

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
