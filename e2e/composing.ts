// Writing a message as a person does, for the stories about it.
import type { Page } from '@playwright/test';
import { simpleParser } from 'mailparser';
import type { Lab, LabUser } from '@/scripts/lab/lab';
import { expect } from './fixtures';

export const body = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
export const subject = (page: Page) => page.getByRole('textbox', { name: 'Subject' });
export const to = (page: Page) => page.getByRole('combobox', { name: 'To', exact: true });
export const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click();
/** Chooses something of the menu 'More'. */
export const more = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page
    .getByRole('menuitem', { name: item })
    .or(page.getByRole('menuitemcheckbox', { name: item }))
    .click();
};

/** Begins a message and stands in its text. */
export async function begin(page: Page, who: LabUser, title: string): Promise<void> {
  await page.keyboard.press('c');
  await to(page).fill(`${who.address},`);
  await subject(page).fill(title);
  await body(page).click();
}

/** The newest message of INBOX, as soon as it is the one with this subject. */
export async function arrived(lab: Lab, who: LabUser, title: string) {
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
