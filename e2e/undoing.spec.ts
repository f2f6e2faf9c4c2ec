// What can be taken back, and what cannot.
import { expect, test } from './fixtures';

test('what is deleted for good offers no Undo, and z brings nothing back of it', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Gone soon' });
  await signIn();
  await page.getByRole('row', { name: /Gone soon/u }).click();
  await expect(page.getByText('Hello, this is Gone soon.').last()).toBeVisible();
  await page.keyboard.press('#');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Trash' }).click();
  await page.getByRole('row', { name: /Gone soon/u }).click();
  await expect(page.getByText('Hello, this is Gone soon.').last()).toBeVisible();
  // Held up, so that a button that vanishes with the answer would be seen.
  await page.route('**/api/organize', async (route) => {
    await expect(page.getByText('1 conversation deleted for good')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    await route.continue();
  });
  await page.keyboard.press('#');
  await expect(page.getByText('1 conversation deleted for good')).toBeVisible();
  await expect(page.getByRole('row', { name: /Gone soon/u })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(page.getByText('Nothing to undo')).toBeVisible();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Inbox' }).click();
  await expect(page.getByText('You are all caught up')).toBeVisible();
});

test('an Undo for what is gone meanwhile says so, and puts nothing back on the screen', async ({
  page,
  signIn,
  deliver,
  lab,
  user,
  errors,
}) => {
  await deliver({ subject: 'Emptied' });
  await signIn();
  await page.getByRole('row', { name: /Emptied/u }).click();
  await expect(page.getByText('Hello, this is Emptied.').last()).toBeVisible();
  await page.keyboard.press('#');
  await expect(page.getByRole('row', { name: /Emptied/u })).toHaveCount(0);
  const trash = page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /^Trash/u });
  await trash.click();
  await expect(page.getByRole('row', { name: /Emptied/u })).toBeVisible();
  const client = await lab.connectImap(user);
  const isThere = async () =>
    ((await client.status('Trash', { messages: true })) as { messages: number }).messages;
  await expect.poll(isThere).toBe(1);
  await client.mailboxOpen('Trash');
  await client.messageDelete('1:*');
  await client.logout();
  await expect(page.getByRole('row', { name: /Emptied/u })).toHaveCount(0, { timeout: 40_000 });
  await page.keyboard.press('z');
  await expect(page.getByText('This cannot be undone any more.')).toBeVisible();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Inbox' }).click();
  await expect(page.getByText('You are all caught up')).toBeVisible();
  expect(errors.splice(0).filter((text) => !/400.*\/api\/organize\/undo/u.test(text))).toEqual([]);
});
