// Signing in with a provider: a real OpenID provider, and a Dovecot that asks it about tokens.
import { expect, type Page, test as base } from '@playwright/test';
import { labFromEnv, type LabUser } from '@/scripts/lab/lab';
import { freePorts } from '@/scripts/lab/free-ports';
import { type Oidc, startOidc } from '@/scripts/lab/oidc-provider';
import { type Server, startServer } from '@/scripts/lab/server';
import { test } from './fixtures';

// One provider at a time in a lab.
base.describe.configure({ mode: 'serial' });

let server: Server;
let oidc: Oidc;

test.beforeAll(async () => {
  const lab = labFromEnv();
  const [port] = await freePorts(1);
  oidc = await startOidc(lab, {
    redirectUris: [`http://localhost:${port}/api/auth/callback/club`],
    // Renewed at each use: what is shorter than a minute is always due.
    tokenSeconds: 45,
  });
  const { issuer, clientId, clientSecret } = oidc;
  const club = { name: 'The club', issuer, clientId, clientSecret, domains: [lab.domain] };
  server = await startServer(lab, {
    PORT: String(port),
    OAUTH_PROVIDERS: JSON.stringify({ club }),
  });
});
test.afterAll(async () => {
  await server.remove();
  await oidc.close();
});

// The provider's own pages ask for fonts of the internet.
test.beforeEach(({ page }) =>
  page.route('**/fonts.googleapis.com/**', (route) => route.fulfill({ body: '' })),
);

const url = () => server.url;

/** What a person does at the provider's own pages. */
async function agree(page: Page, address: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(address);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function signInAtClub(page: Page, user: LabUser): Promise<void> {
  await page.goto(`${url()}/sign-in`);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByRole('button', { name: 'Sign in with The club' }).click();
  await agree(page, user.address);
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
}

test('The address leads to its provider, and mail comes and goes without a password', async ({
  page,
  user,
  lab,
  deliver,
}) => {
  const other = await lab.createUser();
  await deliver({ subject: 'For the club', from: `Ben <${other.address}>` });
  await signInAtClub(page, user);
  await expect(page.getByRole('row', { name: /For the club/u })).toBeVisible();
  await page.getByRole('row', { name: /For the club/u }).click();
  await expect(page.getByRole('heading', { name: 'For the club' })).toBeVisible();
  await page.keyboard.press('r');
  const body = page.getByRole('textbox', { name: 'Message', exact: true });
  await expect(body).toBeFocused();
  await body.pressSequentially('Without a password.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const imap = await lab.connectImap(other);
  await expect.poll(async () => (await imap.mailboxOpen('INBOX')).exists, { timeout: 40_000 }).toBe(1);
  await imap.logout();
  expect(oidc.renewals()).toBeGreaterThan(0);
});

test('A grant that is taken back asks to sign in again, and then all is as before', async ({
  page,
  user,
  deliver,
  errors,
}) => {
  await deliver({ subject: 'Before' });
  await signInAtClub(page, user);
  await expect(page.getByRole('row', { name: /Before/u })).toBeVisible();
  await oidc.revokeAll();
  await server.stop();
  await server.start();
  await page.reload();
  const banner = page.getByText('The club no longer lets Pennypost in. Sign in again to go on.');
  await expect(banner).toBeVisible();
  await expect(page.getByRole('row', { name: /Before/u })).toBeVisible();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByRole('button', { name: 'Sign in with The club' }).click();
  // The provider still knows the person and only asks whether Pennypost may.
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('row', { name: /Before/u })).toBeVisible();
  await deliver({ subject: 'After' });
  await expect(page.getByRole('row', { name: /After/u })).toBeVisible();
  await expect(banner).toBeHidden();
  errors.length = 0; // Chromium notes that the server was away
});

test('A person without mail servers is told so, and a link cannot put words on the page', async ({
  page,
}) => {
  await page.goto(`${url()}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with The club' }).click();
  await agree(page, 'nobody@elsewhere.test');
  const alert = page.locator('#failure');
  await expect(alert).toHaveText(
    'The mail servers of elsewhere.test are not known here. Ask the administrator to set them.',
  );
  await page.goto(`${url()}/sign-in?failure=Call+this+number`);
  await expect(alert).toHaveText('The sign-in with your provider was not finished. Try again.');
});

test('Saying no at the provider leads back to the sign-in page', async ({ page, user }) => {
  await page.goto(`${url()}/sign-in`);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByRole('button', { name: 'Sign in with The club' }).click();
  await page.getByRole('link', { name: /Cancel/u }).click();
  await expect(page.locator('#failure')).toHaveText(
    'The sign-in with your provider was not finished. Try again.',
  );
});
