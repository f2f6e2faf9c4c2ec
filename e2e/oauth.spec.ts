// Signing in with a provider: a real OpenID provider, and a Dovecot that asks it about tokens.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import { labFromEnv, type LabUser } from '@/scripts/lab/lab';
import { freePorts } from '@/scripts/lab/free-ports';
import { type Oidc, startOidc } from '@/scripts/lab/oidc-provider';
import { type Server, startServer } from '@/scripts/lab/server';
import { test, untilAlive } from './fixtures';

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
/** Follows to `path` of ours by a link or a redirection, until what is clicked there does something. */
async function arrived(page: Page, path: RegExp): Promise<void> {
  await page.waitForURL((at) => at.origin === new URL(url()).origin && path.test(at.pathname));
  await untilAlive(page);
}

async function agree(page: Page, address: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(address);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await arrived(page, /./u);
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
  await arrived(page, /sign-in/u);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByRole('button', { name: 'Sign in with The club' }).click();
  // The provider still knows the person and only asks whether Pennypost may.
  await page.getByRole('button', { name: 'Continue' }).click();
  await arrived(page, /./u);
  await expect(page.getByRole('row', { name: /Before/u })).toBeVisible();
  await deliver({ subject: 'After' });
  await expect(page.getByRole('row', { name: /After/u })).toBeVisible();
  await expect(banner).toBeHidden();
  errors.length = 0; // Chromium notes that the server was away
});

test('The queue learns that a grant was taken back: the account says so, and the message leaves after signing in again', async ({
  page,
  user,
  lab,
}) => {
  const other = await lab.createUser();
  await signInAtClub(page, user);
  await page.goto(`${url()}/mail`);
  await oidc.revokeAll();
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To', exact: true }).fill(`${other.address},`);
  await page.getByLabel('Subject').fill('Waits for a grant');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const banner = page.getByText('The club no longer lets Pennypost in. Sign in again to go on.');
  await expect(banner).toBeVisible({ timeout: 40_000 });
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await arrived(page, /sign-in/u);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByRole('button', { name: 'Sign in with The club' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await arrived(page, /./u);
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
  await expect(banner).toBeHidden();
  const imap = await lab.connectImap(other);
  await expect.poll(async () => (await imap.mailboxOpen('INBOX')).exists, { timeout: 40_000 }).toBe(1);
  await imap.logout();
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

async function signInByPassword(page: Page, user: LabUser): Promise<void> {
  await page.goto(`${url()}/sign-in`);
  await page.getByLabel('Mail address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
}

async function addAtClub(page: Page, address: string, opens = true): Promise<void> {
  await page.goto(`${url()}/settings/accounts`);
  await page.getByRole('button', { name: 'Add account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an account' });
  await dialog.getByLabel('Mail address').fill(address);
  await dialog.getByLabel('Signing in with it opens this Pennypost').setChecked(opens);
  await dialog.getByRole('button', { name: 'Sign in with The club' }).click();
  await agree(page, address);
}

const addresses = async (page: Page) =>
  ((await (await page.request.get(`${url()}/api/accounts`)).json()) as { address: string }[]).map(
    ({ address }) => address,
  );

test('An account is added with a provider, tested, and signed in to again', async ({
  page,
  user,
  lab,
  deliver,
}) => {
  const work = await lab.createUser();
  await deliver({ subject: 'At work' }, work);
  await signInByPassword(page, user);
  await addAtClub(page, work.address);
  await page.getByRole('button', { name: `Edit ${work.address}` }).click();
  expect(new URL(page.url()).search).toBe('');
  const sidebar = page.getByRole('navigation', { name: 'Folders' });
  await expect(sidebar.getByRole('region', { name: user.address })).toBeVisible();
  await expect(sidebar.getByRole('region', { name: work.address })).toBeVisible();

  await page.getByRole('button', { name: 'Test this account' }).click();
  const dialog = page.getByRole('dialog', { name: `Test of ${work.address}` });
  // The certificate of the lab is its own.
  await expect(dialog.getByRole('status')).toHaveText('It works, with the remarks below.');
  await expect(dialog.getByText(`Signed in as ${work.address}; nothing was sent.`)).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByText('Servers and password').click();
  await expect(page.getByText('This account is entered with The club.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign in with The club' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await arrived(page, /./u);
  await expect(page.getByRole('button', { name: `Edit ${work.address}` })).toBeVisible();
  expect(await addresses(page)).toEqual([user.address, work.address]);
  await sidebar.getByRole('region', { name: work.address }).getByRole('link', { name: 'Inbox' }).click();
  await expect(page.getByRole('row', { name: /At work/u })).toBeVisible();
});

test('An account that is a Pennypost of its own is taken over only after a yes, and as it was asked for', async ({
  page,
  user,
  lab,
  browser,
}) => {
  const work = await lab.createUser();
  const other = await (await browser.newContext()).newPage();
  await other.route('**/fonts.googleapis.com/**', (route) => route.fulfill({ body: '' }));
  await signInAtClub(other, work);
  await signInByPassword(page, user);
  await addAtClub(page, work.address, false);
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody uses this account' })).toBeVisible();
  expect(await addresses(page)).toEqual([user.address]);
  await page.getByRole('button', { name: 'Yes, link it' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await arrived(page, /./u);
  await expect(page.getByRole('button', { name: `Edit ${work.address}` })).toBeVisible();
  const listed = (await (await page.request.get(`${url()}/api/accounts`)).json()) as object[];
  // The older account comes first.
  expect(listed).toMatchObject([
    { address: work.address, opens: false },
    { address: user.address, opens: true },
  ]);
  expect((await other.request.get(`${url()}/api/folders`)).status()).toBe(401);
  await other.context().close();
});

test("What one person asked to add is not added by another's browser, nor to another account", async ({
  page,
  user,
  lab,
  browser,
}) => {
  const [ben, cleo] = [await lab.createUser(), await lab.createUser()];
  await signInByPassword(page, user);
  const ask = async (data: object) =>
    page.request.post(`${url()}/api/accounts/providers`, {
      data: { provider: 'club', opens: true, join: false, accountId: null, ...data },
    });
  const { target } = (await (await ask({})).json()) as { target: string };
  /** As the page does it, with a way back that was not made for this browser. */
  const go = (on: Page, to: string) =>
    on.evaluate(async (callbackUrl) => {
      const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
      const body = new URLSearchParams({ csrfToken, callbackUrl, json: 'true' });
      const answer = await fetch('/api/auth/signin/club', { method: 'POST', body });
      window.location.assign(((await answer.json()) as { url: string }).url);
    }, to);
  const other = await (await browser.newContext()).newPage();
  await other.route('**/fonts.googleapis.com/**', (route) => route.fulfill({ body: '' }));
  await signInByPassword(other, ben);
  await go(other, target);
  await agree(other, cleo.address);
  await expect(other.locator('#failure')).toHaveText(
    'The account was not added: it took too long, or somebody else signed in meanwhile.',
  );
  expect(await addresses(other)).toEqual([ben.address]);
  expect(await addresses(page)).toEqual([user.address]);
  await other.context().close();

  const [mine] = (await (await page.request.get(`${url()}/api/accounts`)).json()) as { id: number }[];
  expect((await ask({ accountId: mine!.id + 1 })).status()).toBe(404);
  await go(page, ((await (await ask({ accountId: mine!.id })).json()) as { target: string }).target);
  await agree(page, cleo.address);
  await expect(page.getByRole('alert').filter({ hasText: 'You signed in as' })).toHaveText(
    `You signed in as ${cleo.address}. Sign in as ${user.address} to go on with this account.`,
  );
  expect(await addresses(page)).toEqual([user.address]);
});

test('axe finds nothing where a provider is offered, wide and narrow, light and dark', async ({
  page,
  user,
}) => {
  const check = async (where: string) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  };
  await signInAtClub(page, user);
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${url()}/sign-in?failure=nonsense`);
      await page.getByLabel('Mail address').fill(user.address);
      await expect(page.getByRole('button', { name: 'Sign in with The club' })).toBeVisible();
      await check(`sign-in ${colorScheme} ${width}`);
      await page.goto(`${url()}/settings/accounts?failure=nonsense`);
      await expect(page.getByRole('alert').filter({ hasText: 'was not finished' })).toBeVisible();
      await page.getByRole('button', { name: `Edit ${user.address}` }).click();
      await page.getByText('Servers and password').click();
      await check(`card ${colorScheme} ${width}`);
      await page.getByRole('button', { name: 'Add account' }).click();
      await page.getByRole('dialog').getByLabel('Mail address').fill(user.address);
      await expect(
        page.getByRole('dialog').getByRole('button', { name: 'Sign in with The club' }),
      ).toBeVisible();
      await check(`dialog ${colorScheme} ${width}`);
    }
});
