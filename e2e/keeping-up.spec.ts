import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { generateMailbox } from '@/scripts/lab/generate';
import { expect, test } from './fixtures';

const folders = (page: Page) => page.getByRole('navigation', { name: 'Folders' });

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

test("'Check this folder' tells what the server has and what is held here", async ({
  page,
  signIn,
  deliver,
}) => {
  for (const subject of ['One', 'Two', 'Three']) await deliver({ subject });
  await signIn();
  await expect(page.getByRole('row', { name: /Three/u })).toBeVisible();
  await folders(page).getByRole('link', { name: 'Inbox' }).hover();
  await folders(page).getByRole('button', { name: 'Actions for Inbox' }).click();
  await page.getByRole('menuitem', { name: 'Check this folder' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check Inbox' });
  await expect(dialog.getByText('Every message and every flag is the same.')).toBeVisible();
  await expect(dialog.getByText('3 messages')).toHaveCount(2);
  await clean(page);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toHaveCount(0);
});

test('older mail waits when a person says so, also over a reload', async ({ page, signIn, lab, user }) => {
  await signIn();
  await page.goto('/settings/general');
  const older = page.getByLabel('Older mail');
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/settings') && answer.ok());
  await older.selectOption('Wait');
  await saved;
  lab.fillMaildir(user, 'Years', generateMailbox({ count: 900, seed: 5 }));
  // Another program opens the folder: then the server knows of it.
  const other = await lab.connectImap(user);
  await other.mailboxOpen('Years');
  await other.logout();
  await page.goto('/mail');
  const paused = page.getByText(/^Paused: \d+ of 900 fetched$/u);
  await expect(paused).toBeVisible({ timeout: 45_000 });
  // Part of the bar is done, in the colour of the theme.
  const bar = page.getByRole('progressbar', { name: /^Paused/u });
  await expect.poll(() => colourAt(bar, 0.03)).toEqual([0x1a, 0x56, 0xc4]);
  await expect.poll(() => colourAt(bar, 0.9)).toEqual([0xe1, 0xe4, 0xe9]);
  await page.reload();
  await expect(paused).toBeVisible();
});

/** Red, green and blue in the middle of what is drawn, at a share of its width. */
async function colourAt(drawn: Locator, share: number): Promise<number[]> {
  const png = (await drawn.screenshot()).toString('base64');
  return drawn.evaluate(
    async (_, shot) => {
      const octets = Uint8Array.from(atob(shot.png), (one) => one.charCodeAt(0));
      const image = await createImageBitmap(new Blob([octets], { type: 'image/png' }));
      const paper = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
      paper.drawImage(image, 0, 0);
      const at = paper.getImageData(Math.floor(image.width * shot.share), image.height >> 1, 1, 1);
      return [...at.data.slice(0, 3)];
    },
    { png, share },
  );
}
