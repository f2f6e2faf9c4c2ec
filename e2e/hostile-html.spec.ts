// Hostile HTML in Chromium: first each wall of safe reading alone, then all of them, as a person meets them in the reader. Another list
// of cases is read with HOSTILE_CASES=file.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { htmlPage, MAIL_HTML_CSP } from '@/lib/mime/html-page';
import { sanitizeHtml } from '@/lib/mime/sanitize-html';
import { expect, test } from './fixtures';

const Cases = z.array(
  z.object({
    id: z.string(),
    html: z.string(),
    /** What it does where nothing holds it back. */
    fires: z.enum(['script', 'request', 'navigate', 'click']).optional(),
    shows: z.string().optional(),
  }),
);
const cases = Cases.parse(
  JSON.parse(readFileSync(process.env.HOSTILE_CASES ?? 'testdata/hostile-html.json', 'utf8')),
);

const HOME = 'http://mail.test/';
const clean = (html: string, dark: boolean) => {
  const options = { images: 'blocked' as const, cidUrl: () => null, proxyUrl: (url: string) => url, dark };
  const { html: body, css } = sanitizeHtml(html, options);
  return htmlPage(body, { dark, css });
};

interface Served {
  body: string;
  headers?: Record<string, string>;
}

/** Opens a page and answers what it did by itself, and (with `clicks`) when a person clicked on all that can be clicked on. */
async function watch(page: Page, pages: Record<string, Served>, clicks: boolean): Promise<string[]> {
  const context = page.context();
  const seen = new Set<string>();
  const tab = await context.newPage();
  const main = tab.mainFrame();
  tab.on('dialog', (dialog) => {
    seen.add('script');
    void dialog.dismiss().catch(() => {});
  });
  tab.on('popup', (popup) => void popup.close().catch(() => {}));
  await tab.route('**', (route) => {
    const url = route.request().url();
    const served = pages[url];
    if (served) return route.fulfill({ contentType: 'text/html; charset=utf-8', ...served });
    const isLeaving = route.request().isNavigationRequest() && route.request().frame() === main;
    // The policy lets a page ask its own server for pictures.
    if (isLeaving || !url.startsWith(HOME)) seen.add(isLeaving ? 'navigate' : 'request');
    return route.abort();
  });
  await tab.goto(HOME, { waitUntil: 'load' });
  // What is done in a frame of its own, or after the load, has its turn.
  await tab
    .evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    .catch(() => {});
  if (clicks && seen.size === 0) {
    const spots = tab.locator('a, area, button, summary, [onclick]');
    for (let n = 0, count = await spots.count(); n < count && seen.size === 0; n++)
      await spots
        .nth(n)
        .dispatchEvent('click', {}, { timeout: 2000 })
        .catch(() => {});
    await tab.evaluate(() => new Promise((done) => setTimeout(done, 50))).catch(() => {});
  }
  await tab.close();
  return [...seen].sort();
}

test('what the cases do where nothing holds them back is seen here, so that its absence means something', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const missed: string[] = [];
  for (const { id, html, fires } of cases) {
    if (!fires) continue;
    const seen = await watch(page, { [HOME]: { body: html } }, fires === 'click');
    if (!seen.includes(fires === 'click' ? 'script' : fires)) missed.push(`${id}: ${seen.join()}`);
  }
  expect(missed).toEqual([]);
});

test('the sanitizer alone: nothing runs, loads or leaves, also on a click', async ({ page }) => {
  test.setTimeout(300_000);
  const broken: string[] = [];
  for (const { id, html } of cases)
    for (const dark of [false, true]) {
      const seen = await watch(page, { [HOME]: { body: clean(html, dark) } }, true);
      if (seen.length > 0) broken.push(`${id}${dark ? ' in dark' : ''}: ${seen.join()}`);
    }
  expect(broken).toEqual([]);
});

test('the frame and the policy alone, around what nobody cleaned: nothing runs, loads or leaves', async ({
  page,
  errors,
}) => {
  test.setTimeout(300_000);
  const inner = `${HOME}message`;
  const outer = `<!doctype html><iframe src="${inner}" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>`;
  const headers = { 'content-security-policy': MAIL_HTML_CSP };
  const broken: string[] = [];
  for (const { id, html } of cases) {
    const seen = await watch(page, { [HOME]: { body: outer }, [inner]: { body: html, headers } }, false);
    if (seen.length > 0) broken.push(`${id}: ${seen.join()}`);
  }
  expect(broken).toEqual([]);
  errors.length = 0;
});

/** As an outside program wrote it, whatever octets are in it. */
const letter = (n: number, to: string, html: string) => {
  const body = Buffer.from(html).toString('base64').replace(/.{76}/gu, '$&\r\n');
  return `From: Mallory <mallory@outside.test>\r\nTo: ${to}\r\nSubject: Case ${n}\r\nMessage-ID: <case-${n}-${to}>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}\r\n`;
};

/** What the message's document holds; its frame runs nothing, so it is read from outside. */
const look = (page: Page, n: number) =>
  page.locator(`iframe[title="Message: Case ${n}"]`).evaluate((frame: HTMLIFrameElement) => {
    const body = frame.contentDocument!.body;
    const all = [...frame.contentDocument!.querySelectorAll('*')];
    const addresses = all.flatMap((element) =>
      ['href', 'src', 'srcset', 'action', 'formaction', 'data', 'poster', 'background', 'xlink:href', 'ping']
        .map((name) => element.getAttribute(name))
        .filter((value) => value !== null),
    );
    return {
      text: body.innerText,
      address: frame.contentWindow!.location.pathname,
      handlers: all
        .flatMap(({ attributes }) => [...attributes].map(({ name }) => name))
        .filter((name) => /^on/iu.test(name)),
      elements: [...new Set(all.map(({ localName }) => localName))].filter((name) =>
        /^(?:script|iframe|object|embed|form|input|button|base|link|svg|math|video|audio|template)$/u.test(
          name,
        ),
      ),
      addresses: addresses.filter(
        (address) => !/^(?:https?:\/\/|mailto:|data:image\/|\/api\/messages\/|$)/iu.test(address),
      ),
      sources: all
        .map((element) => element.getAttribute('src') ?? '')
        .filter((src) => /^https?:/iu.test(src)),
    };
  });

test('in the reader each of them is only what may be seen of it', async ({
  page,
  signIn,
  lab,
  user,
  baseURL,
}) => {
  test.setTimeout(600_000);
  const other = await lab.connectImap(user);
  for (const [n, { html }] of cases.entries())
    await other.append(
      'INBOX',
      letter(n, user.address, html),
      [],
      new Date(Date.UTC(2026, 0, 1) - n * 60_000),
    );
  await other.logout();
  const home = baseURL ?? process.env.PENNYPOST_URL!;
  const left: string[] = [];
  page.context().on('request', (request) => {
    if (!/^(?:data|blob):/u.test(request.url()) && !request.url().startsWith(home)) left.push(request.url());
  });
  page.on('dialog', (dialog) => {
    left.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => left.push(`popup ${popup.url()}`));
  await signIn();
  await expect(page.getByRole('row', { name: /Case 0\b/u })).toBeVisible({ timeout: 40_000 });
  await page.getByRole('row', { name: /Case 0\b/u }).click();
  const broken: string[] = [];
  for (const [n, { id, shows }] of cases.entries()) {
    const frame = page.locator(`[data-body=shown] iframe[title="Message: Case ${n}"]`);
    await expect(frame, id).toBeVisible();
    const found = await look(page, n);
    const wrong = [
      ...(shows && !found.text.includes(shows) ? [`'${shows}' is not shown`] : []),
      ...(/^\/api\/messages\/\d+\/html$/u.test(found.address) ? [] : [`went to ${found.address}`]),
      ...[...found.handlers, ...found.elements, ...found.addresses, ...found.sources],
      ...left.splice(0),
    ];
    if (wrong.length > 0) broken.push(`${id}: ${wrong.join(', ')}`);
    if (n < cases.length - 1) await page.keyboard.press('j');
  }
  expect(broken).toEqual([]);
  expect(new URL(page.url()).origin).toBe(new URL(home).origin);
  // The screen around it is as it was.
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeVisible();
});
