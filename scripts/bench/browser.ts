// What a person waits for, in Chromium: sign-in, reload, opening a message; and what the first load weighs.
import { chromium, type Page } from '@playwright/test';
import type { LabUser } from '../lab/lab';
import { percentile, rounded } from './figures';

const RUNS = 7;
const ROW = '[role="grid"] [role="row"]';

/** KB on the wire until the first list stands, by kind; `page` has nothing of it in its cache. */
export async function firstLoad(page: Page, url: string): Promise<Record<string, number>> {
  const octets = { js: 0, css: 0, font: 0 };
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const kinds = new Map<string, keyof typeof octets>();
  session.on('Network.responseReceived', ({ requestId, type }) => {
    const kind = ({ Script: 'js', Stylesheet: 'css', Font: 'font' } as const)[type as string];
    if (kind) kinds.set(requestId, kind);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind) octets[kind] += encodedDataLength;
  });
  await page.goto(url);
  await page.waitForSelector(ROW);
  // What is loaded once the list stands belongs to it; the event stream never ends.
  await page.waitForTimeout(3000);
  await session.detach();
  return {
    first_load_js_kb: Math.round(octets.js / 1024),
    first_load_css_kb: Math.round(octets.css / 1024),
    first_load_font_kb: Math.round(octets.font / 1024),
    first_load_kb: Math.round((octets.js + octets.css + octets.font) / 1024),
  };
}

/**
 * Milliseconds from a click on the row (1: the first) until its body shows: as Playwright sees it, its own way to the browser and back
 * included, and `painted` as the page sees it, from the press of the button to the frame that shows the body.
 */
async function openRow(page: Page, index: number): Promise<{ seen: number; painted: number }> {
  const row = page.locator(`${ROW}[aria-rowindex="${index}"]`);
  await row.scrollIntoViewIfNeeded();
  const box = (await row.boundingBox())!;
  const painted = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let pressedAt = 0;
        addEventListener(
          'pointerdown',
          (event) => {
            pressedAt = event.timeStamp;
          },
          { capture: true, once: true },
        );
        const observer = new MutationObserver(() => {
          if (!document.querySelector('article [data-body="shown"]')) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressedAt)));
        });
        observer.observe(document, { subtree: true, childList: true, attributes: true });
      }),
  );
  const start = performance.now();
  // By place: Playwright's own click first watches for two frames whether the row stands still. The mouse comes and clicks at once.
  await page.mouse.click(box.x + 200, box.y + box.height / 2);
  await page.waitForSelector('article [data-body="shown"]');
  return { seen: performance.now() - start, painted: await painted };
}

/** Medians over several runs on a mailbox that is indexed. */
export async function browserFigures(url: string, user: LabUser): Promise<Record<string, number>> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const signIns: number[] = [];
  const reloads: number[] = [];
  const clicks: number[] = [];
  const coldClicks: number[] = [];
  const paints: number[] = [];
  let load: Record<string, number> = {};
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('Mail address').fill(user.address);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    let start = performance.now();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector(ROW);
    signIns.push(performance.now() - start);
    const address = page.url();
    await page.waitForTimeout(500);
    start = performance.now();
    await page.reload({ waitUntil: 'commit' });
    await page.waitForSelector(ROW);
    reloads.push(performance.now() - start);
    await page.waitForTimeout(1500);
    // The first screen is fetched ahead, further down nothing is. Either is the first click in its page: none is warmed up by another.
    const { seen, painted } = await openRow(page, run + 3);
    clicks.push(seen);
    paints.push(painted);
    await page.goto(address);
    await page.waitForSelector(ROW);
    await page.waitForTimeout(1500);
    coldClicks.push((await openRow(page, run + 13)).seen);
    await context.close();
    if (run === 0) {
      const fresh = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        storageState: await state(browser, url, user),
      });
      load = await firstLoad(await fresh.newPage(), address);
      await fresh.close();
    }
  }
  await browser.close();
  return {
    signin_to_rows_ms: rounded(percentile(signIns, 0.5)),
    reload_to_rows_ms: rounded(percentile(reloads, 0.5)),
    click_to_body_ms: rounded(percentile(clicks, 0.5)),
    click_to_painted_ms: rounded(percentile(paints, 0.5)),
    click_to_body_cold_ms: rounded(percentile(coldClicks, 0.5)),
    ...load,
  };
}

/** Cookies of a signed-in browser whose cache is empty. */
async function state(browser: Awaited<ReturnType<typeof chromium.launch>>, url: string, user: LabUser) {
  const context = await browser.newContext();
  const { csrfToken } = (await (await context.request.get(`${url}/api/auth/csrf`)).json()) as {
    csrfToken: string;
  };
  await context.request.post(`${url}/api/auth/callback/credentials`, {
    form: { csrfToken, json: 'true', address: user.address, password: user.password },
  });
  const cookies = await context.storageState();
  await context.close();
  return cookies;
}
