// A person with several accounts, for the stories about them.
import type { Page } from '@playwright/test';
import type { LabUser } from '@/scripts/lab/lab';
import { expect } from './fixtures';

export const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Folders' });

/** Adds an account over HTTP, as the dialog does. */
export async function addByApi(page: Page, who: LabUser, more: object = {}): Promise<number> {
  const answer = await page.request.post('/api/accounts', {
    data: { address: who.address, password: who.password, ...more },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { id: number }).id;
}
