// The search box: what it understands, what it does not, and where it looks.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';

test('a search in one folder that finds nothing offers to look everywhere, also when it came by a link', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Elsewhere' });
  await signIn();
  await expect(page.getByRole('row', { name: /Elsewhere/u })).toBeVisible();
  const { folders } = (await (await page.request.get('/api/folders')).json()) as {
    folders: { id: number; role: string | null }[];
  };
  const sent = folders.find(({ role }) => role === 'sent')!.id;
  await page.goto(`/search?q=elsewhere&in=${sent}`);
  await expect(page.getByText('Nothing found')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Where to search' })).toHaveValue('here');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: 'Search everywhere' }).click();
  await expect(page.getByRole('row', { name: /Elsewhere/u })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Where to search' })).toHaveValue('all');
});

test('the empty search box tells what it understands; one click begins such a search', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Not read yet' });
  await signIn();
  await expect(page.getByRole('row', { name: /Not read yet/u })).toBeVisible();
  const operators = page.getByRole('group', { name: 'Narrow the search' });
  await expect(operators).toBeHidden();
  await page.getByRole('row', { name: /Not read yet/u }).click();
  await expect(page.getByRole('heading', { name: 'Not read yet' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(operators).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(operators).toBeHidden();
  // Nothing was searched for: one still reads.
  await expect(page.getByRole('heading', { name: 'Not read yet' })).toBeVisible();
  await page.keyboard.press('U');
  await expect(page.getByText('No conversation selected')).toBeVisible();
  await page.keyboard.press('/');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await operators.getByRole('button', { name: 'is:unread' }).click();
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page).toHaveURL(/is%3Aunread/u);
  await expect(page.getByRole('row', { name: /Not read yet/u })).toBeVisible();
  await expect(operators).toHaveCount(0);
});

test('a search says what of it was not understood, and searches for that as text', async ({
  page,
  signIn,
  deliver,
}) => {
  await deliver({ subject: 'Odd words', body: 'What is bogus is bogus.\r\n' });
  await deliver({ subject: 'Plain words' });
  await signIn();
  await expect(page.getByRole('row')).toHaveCount(2);
  const box = page.getByRole('searchbox');
  const said = page.getByRole('status').filter({ hasText: 'Not known' });
  await box.fill('is:bogus');
  await expect(said).toHaveText('Not known, searched as text: is:bogus');
  await expect(page.getByRole('row', { name: /Odd words/u })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(1);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await box.fill('has:bogus before:2026-06-31 colour:red');
  await expect(said).toHaveText('Not known, searched as text: has:bogus, before:2026-06-31 and colour:red');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await box.fill('in:nowhere words');
  await expect(said).toHaveText('Not known, searched as text: in:nowhere');
  await page.reload();
  await expect(said).toBeVisible();
  await box.fill('is:unread words');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(said).toHaveCount(0);
  await box.fill('');
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
});
