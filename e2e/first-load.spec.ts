// What the first sight of the list weighs on the wire: one import in the wrong place costs tens of KB, and nobody sees it.
import { firstLoad } from '@/scripts/bench/browser';
import { expect, signInByApi, test } from './fixtures';

test('the first load stays within its budget', async ({ page, user, deliver, baseURL }) => {
  await deliver({ subject: 'First' });
  await signInByApi(page, user);
  const weight = await firstLoad(page, `${baseURL ?? process.env.PENNYPOST_URL}/mail`);
  expect(weight.first_load_js_kb).toBeGreaterThan(100);
  expect(weight.first_load_js_kb).toBeLessThanOrEqual(280);
  expect(weight.first_load_font_kb).toBe(0);
  expect(weight.first_load_kb).toBeLessThanOrEqual(310);
});
