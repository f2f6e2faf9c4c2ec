// Takes the pictures of the README anew from a demo that has just been started: npm run screenshots [-- ADDRESS].
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { ANN } from './demo/mail/people';

const address = process.argv[2] ?? 'http://localhost:3000';
const directory = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

/** Signs Ann in and lets `show` go to what is to be seen; the picture is taken once all of it has come. */
async function picture(
  browser: Browser,
  name: string,
  { narrow = false, dark = false },
  show: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'en-GB',
    colorScheme: dark ? 'dark' : 'light',
    viewport: narrow ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    ...(narrow ? { deviceScaleFactor: 2, hasTouch: true, isMobile: true } : {}),
  });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('Mail address').fill(ANN.address);
  await page.getByLabel('Password', { exact: true }).fill(ANN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('row').first().waitFor();
  await page.getByText('Fetching mail').waitFor({ state: 'detached' });
  await show(page);
  await page.screenshot({ path: `${directory}${name}.png`, animations: 'disabled' });
  await context.close();
  console.log(`${name}.png`);
}

/** Opens a conversation of the list and waits for its bodies. */
async function open(page: Page, subject: RegExp): Promise<void> {
  await page.getByRole('row', { name: subject }).click();
  await page.locator('[data-body=shown]').first().waitFor();
  await page.mouse.move(0, 0);
}

/** Answers Ben, with a list as lists are meant to look. */
async function write(page: Page): Promise<void> {
  await open(page, /Lunch on Thursday/u);
  await page.getByRole('button', { name: 'Reply', exact: true }).last().click();
  const text = page.locator('[contenteditable=true]');
  await text.click();
  await page.keyboard.type('See you there, Ben. I bring');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- the **map** of the canal');
  await page.keyboard.press('Enter');
  await page.keyboard.type('the photos from the hills');
  await page.getByText('Saved').waitFor();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
await picture(browser, 'narrow-list', { narrow: true }, async () => {});
await picture(browser, 'wide-light', {}, (page) => open(page, /Northern Rail/u));
await picture(browser, 'narrow-reader', { narrow: true }, (page) => open(page, /Trail & Summit/u));
await picture(browser, 'compose', {}, write);
await picture(browser, 'wide-dark', { dark: true }, async (page) => {
  await page
    .getByRole('navigation', { name: 'Folders' })
    .getByRole('link', { name: /^House/u })
    .click();
  await open(page, /The house on Mill Lane/u);
});
await browser.close();
