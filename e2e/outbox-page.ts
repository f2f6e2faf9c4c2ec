// The Outbox, for the stories about it.
import type { Page } from '@playwright/test';
import type { OutboxItem } from '@/lib/contract/compose';

export const outbox = async (page: Page) =>
  (await (await page.request.get('/api/outbox')).json()) as OutboxItem[];
export const entry = (page: Page, subject: string) => page.getByRole('listitem').filter({ hasText: subject });
