// What every story has: a fresh person on the lab, the way in, and a page on which no unexpected error may appear.
import { test as base, expect, type Page } from '@playwright/test';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';

/** A message as an outside server would bring it. */
export interface Letter {
  subject: string;
  from?: string;
  to?: string;
  body?: string;
  /** More header lines, each ending in CRLF. */
  headers?: string;
}

interface Fixtures {
  lab: Lab;
  user: LabUser;
  /** Console errors and failed pages seen so far; a story that provokes one empties the list. */
  errors: string[];
  /** `at` is the address of another Pennypost than the one of all stories. */
  signIn: (who?: LabUser, on?: Page, at?: string) => Promise<void>;
  deliver: (letter: Letter, to?: LabUser) => Promise<void>;
}

let serial = 0;

/** The octets of a letter; Message-IDs are unique unless the headers bring one. */
export function compose({
  subject,
  from = 'Cleo Carter <cleo@outside.test>',
  to = 'you',
  body,
  headers = '',
}: Letter): string {
  serial++;
  const id = /^message-id:/imu.test(headers)
    ? ''
    : `Message-ID: <${Date.now()}.${process.pid}.${serial}@outside.test>\r\n`;
  const date = /^date:/imu.test(headers)
    ? ''
    : `Date: ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`;
  return `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n${id}${date}${headers}\r\n${body ?? `Hello, this is ${subject}.\r\n`}`;
}

/**
 * Waits until React has taken the page over: what is clicked before does nothing, and a person is slower than that. A page that is not
 * ours (the browser's own about a server that is away) is never taken over.
 */
export async function untilAlive(page: Page): Promise<void> {
  const isAlive = () => {
    const part = document.querySelector('button, input');
    return !part || Object.keys(part).some((key) => key.startsWith('__reactProps'));
  };
  await page.waitForFunction(isAlive, undefined, { timeout: 5000 }).catch(() => {});
}

/** Waits until the page has taken in the answer to a request for what may be opened next: until then a click asks by itself. */
export async function untilReadAhead(page: Page, address: RegExp): Promise<void> {
  const isAnswered = (source: string) =>
    performance.getEntriesByType('resource').some(({ name }) => new RegExp(source, 'u').test(name));
  await page.waitForFunction(isAnswered, address.source);
  // The browser notes the answer when all of it is there; the page's own code has seen it some tasks later.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
}

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const { goto, reload } = page;
    page.goto = async (...args) => {
      const response = await goto.apply(page, args);
      await untilAlive(page);
      return response;
    };
    page.reload = async (...args) => {
      const response = await reload.apply(page, args);
      await untilAlive(page);
      return response;
    };
    await use(page);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the object pattern
  lab: async ({}, use) => use(labFromEnv()),
  user: async ({ lab }, use) => use(await lab.createUser()),
  errors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        // Chromium's word for Playwright looking into a frame that may run nothing; our own pages there have no script.
        const looking = message.text().startsWith('Blocked script execution in');
        if (message.type() === 'error' && !looking)
          errors.push(`${message.text()} ${message.location().url}`);
      });
      await use(errors);
      expect(errors, 'nothing unexpected on the console').toEqual([]);
    },
    { auto: true },
  ],
  signIn: async ({ page, user, baseURL }, use) => {
    await use(async (who = user, on = page, at = baseURL ?? process.env.PENNYPOST_URL) => {
      await on.goto(`${at}/sign-in`);
      await on.getByLabel('Mail address').fill(who.address);
      await on.getByLabel('Password', { exact: true }).fill(who.password);
      // The page asks for its event stream as soon as it can be used.
      const live = on.waitForRequest(/\/api\/events/u);
      await on.getByRole('button', { name: 'Sign in' }).click();
      await expect(on.getByRole('navigation', { name: 'Folders' })).toBeVisible();
      await live;
    });
  },
  deliver: async ({ lab, user }, use) => {
    await use((letter, to = user) => lab.deliver(compose({ to: to.address, ...letter }), to.address));
  },
});

export { expect };

/** A conversation in the list, by a piece of its row. */
export const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name, 'u') });

/** Signs in over HTTP, as the form does, and answers with the request context signed in. */
export async function signInByApi(page: Page, who: LabUser): Promise<void> {
  const { request } = page;
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  const answer = await request.post('/api/auth/callback/credentials', {
    form: { csrfToken, json: 'true', address: who.address, password: who.password },
  });
  expect(answer.status()).toBe(200);
}
