// The composer itself: its wishes, its windows, a telephone, axe.
import AxeBuilder from '@axe-core/playwright';
import { arrived, begin, body, more, send, subject, to } from './composing';
import { expect, test } from './fixtures';

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

test('a minimised message leaves the verbs of the reader free on a narrow screen', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'To be read' });
  await signIn();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.keyboard.press('c');
  await page.getByRole('textbox', { name: 'Subject' }).fill('Half written');
  await page.keyboard.press('Escape');
  const bar = page.getByRole('button', { name: /Half written/u });
  await expect(bar).toBeVisible();
  await page.getByRole('row', { name: /To be read/u }).click();
  await expect(page.getByText('Hello, this is To be read.').last()).toBeVisible();
  for (const name of ['Back to the list', 'Archive', 'Delete', 'Print'])
    await page.getByRole('button', { name, exact: true }).click({ trial: true });
  await bar.click({ trial: true });
});
