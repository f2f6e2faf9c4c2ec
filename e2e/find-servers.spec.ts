// Finding the servers of an address, on a Pennypost whose admin set none: real DNS records, the lab behind them.
import type { Page } from '@playwright/test';
import { startDnsServer } from '@/lib/providers/testing/dns-server';
import { labFromEnv } from '@/scripts/lab/lab';
import { type Server, startServer } from '@/scripts/lab/server';
import { expect, test } from './fixtures';

let server: Server;
let dns: Awaited<ReturnType<typeof startDnsServer>>;

test.beforeAll(async () => {
  const lab = labFromEnv();
  const record = (port: number) => [{ name: 'localhost', port, priority: 0, weight: 0 }];
  dns = await startDnsServer({
    srv: {
      [`_imaps._tcp.${lab.domain}`]: record(lab.ports.imaps),
      [`_submission._tcp.${lab.domain}`]: record(lab.ports.submission),
    },
  });
  server = await startServer(lab, { MAIL_SERVERS: '{}', ISPDB_URL: 'off', DNS_SERVERS: dns.address });
});
test.afterAll(async () => {
  await server.remove();
  dns.close();
});

async function open(page: Page): Promise<void> {
  await page.goto(`${server.url}/sign-in`);
}
const button = (page: Page) => page.getByRole('button', { name: 'Sign in' });

test('The servers of an address are found, shown, and used once they were seen', async ({
  page,
  user,
  lab,
}) => {
  await open(page);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await expect(page.getByRole('status')).toHaveText(
    'These may be your mail servers: localhost, as your domain says in DNS. Check them, then sign in.',
  );
  await button(page).click();
  const incoming = page.getByRole('group', { name: 'Incoming mail (IMAP)' });
  await expect(incoming.getByLabel('Server')).toHaveValue('localhost');
  await expect(incoming.getByLabel('Port')).toHaveValue(String(lab.ports.imaps));
  const outgoing = page.getByRole('group', { name: 'Outgoing mail (SMTP)' });
  await expect(outgoing.getByLabel('Port')).toHaveValue(String(lab.ports.submission));
  await expect(outgoing.getByLabel('Security')).toHaveValue('starttls');
  await button(page).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
});

test('What a person typed is not overwritten by what is found', async ({ page, user }) => {
  await open(page);
  await page.getByText('Other server').click();
  const incoming = page.getByRole('group', { name: 'Incoming mail (IMAP)' });
  await incoming.getByLabel('Server').fill('mine.example.org');
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).focus();
  await expect(page.getByRole('group', { name: 'Outgoing mail (SMTP)' }).getByLabel('Server')).toHaveValue(
    'localhost',
  );
  await expect(incoming.getByLabel('Server')).toHaveValue('mine.example.org');
});

test('Where nothing is found the person is asked for the servers', async ({ page, errors }) => {
  await open(page);
  await page.getByLabel('Mail address').fill('ann@nothing-here.test');
  await page.getByLabel('Password', { exact: true }).fill('secret');
  await button(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'mail servers' })).toHaveText(
    "The mail servers of nothing-here.test are not known here. Enter them under 'Other server'.",
  );
  await expect(page.getByRole('group', { name: 'Incoming mail (IMAP)' }).getByLabel('Server')).toBeFocused();
  // In the person's own script, not as DNS has it.
  await page.getByLabel('Mail address').fill('ann@bücher.test');
  await button(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'mail servers' })).toContainText(
    'of bücher.test are',
  );
  errors.length = 0; // Chromium notes the 401s
});

test('Where an account is added its servers are found, shown, and used once they were seen', async ({
  page,
  user,
  lab,
}) => {
  const work = await lab.createUser();
  await open(page);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await button(page).click();
  await expect(page.getByRole('group', { name: 'Incoming mail (IMAP)' }).getByLabel('Port')).toBeVisible();
  await button(page).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  await page.goto(`${server.url}/settings/accounts`);
  await page.getByRole('button', { name: 'Add account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an account' });
  await dialog.getByLabel('Mail address').fill(work.address);
  await dialog.getByRole('button', { name: 'Show password' }).click();
  const password = dialog.getByLabel('Password', { exact: true });
  await password.fill(work.password);
  await expect(password).toHaveAttribute('type', 'text');
  await dialog.getByRole('button', { name: 'Add account' }).click();
  const incoming = dialog.getByRole('group', { name: 'Incoming mail (IMAP)' });
  await expect(incoming.getByLabel('Port')).toBeVisible();
  await expect(incoming.getByLabel('Port')).toHaveValue(String(lab.ports.imaps));
  await expect(dialog.getByRole('status')).toContainText('These may be your mail servers: localhost');
  await dialog.getByRole('button', { name: 'Add account' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('region', { name: work.address })).toBeVisible();
});

test('A POP3 account is typed once: signed in to again, it is the same one, and its servers are shown first', async ({
  page,
  user,
  lab,
}) => {
  await open(page);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await expect(page.getByRole('status')).toContainText('as your domain says in DNS');
  await page.getByText('Other server').click();
  await page.getByLabel('Kind of account').selectOption('POP3');
  const incoming = page.getByRole('group', { name: 'Incoming mail (POP3)' });
  await incoming.getByLabel('Port').fill(String(lab.ports.pop3s));
  await button(page).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  const accountId = async () =>
    ((await (await page.request.get(`${server.url}/api/accounts`)).json()) as { id: number }[])[0]!.id;
  const before = await accountId();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/sign-in/u);
  await page.reload();

  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await expect(page.getByRole('status')).toHaveText(
    'These may be your mail servers: localhost, as signed in with before in this browser. Check them, then sign in.',
  );
  await button(page).click();
  await expect(incoming.getByLabel('Port')).toBeVisible();
  await expect(incoming.getByLabel('Port')).toHaveValue(String(lab.ports.pop3s));
  await button(page).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  expect(await accountId()).toBe(before);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(user.address);
});
