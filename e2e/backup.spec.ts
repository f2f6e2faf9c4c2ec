// `npm run backup` and `npm run restore`, as an admin runs them: the one while people work, the other after all is lost.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startServer } from '@/scripts/lab/server';
import { expect, test } from './fixtures';

const APP_SECRET = 'a secret of the tests, 32 letters long';
const run = (command: 'backup' | 'restore', directory: string, dataDir: string) =>
  promisify(execFile)('npm', ['run', '--silent', command, '--', directory], {
    env: { ...process.env, APP_SECRET, DATA_DIR: dataDir },
  });

test('What is backed up while people work is there again after all was lost', async ({
  page,
  lab,
  user,
  deliver,
  errors,
}) => {
  const dir = mkdtempSync(join(tmpdir(), 'pennypost-backup-'));
  const server = await startServer(lab);
  const subjects = ['Kept nowhere else', 'Nor this', 'Nor that'];
  for (const subject of subjects) await deliver({ subject });
  const { csrfToken } = (await (await page.request.get(`${server.url}/api/auth/csrf`)).json()) as {
    csrfToken: string;
  };
  const signedIn = await page.request.post(`${server.url}/api/auth/callback/credentials`, {
    form: {
      csrfToken,
      json: 'true',
      address: user.address,
      password: user.password,
      protocol: 'pop3',
      imapHost: 'localhost',
      imapPort: String(lab.ports.pop3s),
      imapSecurity: 'tls',
    },
  });
  expect(signedIn.status(), await signedIn.text()).toBe(200);
  await page.goto(`${server.url}/mail`);
  for (const subject of subjects) await expect(page.getByRole('row', { name: subject })).toBeVisible();
  const [account] = (await (await page.request.get(`${server.url}/api/accounts`)).json()) as { id: number }[];
  const settings = { mode: 'delete', days: 1, minutes: 1 };
  const set = await page.request.put(`${server.url}/api/accounts/${account!.id}/pop3`, { data: settings });
  expect(set.status()).toBe(200);
  const imap = await lab.connectImap(user);
  await expect.poll(async () => (await imap.mailboxOpen('INBOX')).exists, { timeout: 90_000 }).toBe(0);
  await imap.logout();

  // Somebody files a message meanwhile.
  const [{ stdout }] = await Promise.all([
    run('backup', join(dir, 'copy'), server.dataDir),
    page.getByRole('row', { name: 'Nor that' }).click(),
  ]);
  expect(stdout).toContain('3 stored messages');
  await expect(page.getByText('Hello, this is Nor that.').last()).toBeVisible();
  await server.remove();

  const data = join(dir, 'data');
  expect((await run('restore', join(dir, 'copy'), data)).stdout).toContain(
    '1 accounts with 3 messages again.',
  );
  await expect(run('restore', join(dir, 'copy'), data)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has a store already'),
  });
  const again = await startServer(lab, { DATA_DIR: data });
  await page.goto(`${again.url}/mail`);
  for (const subject of subjects) await expect(page.getByRole('row', { name: subject })).toBeVisible();
  await page.getByRole('row', { name: 'Kept nowhere else' }).click();
  await expect(page.getByText('Hello, this is Kept nowhere else.').last()).toBeVisible();
  await again.remove();
  rmSync(dir, { recursive: true, force: true });
  errors.length = 0; // Chromium notes that the server was away
});
