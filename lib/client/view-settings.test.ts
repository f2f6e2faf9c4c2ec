import { expect, test } from 'vitest';
import { readViewSettings, writeViewSettings } from './view-settings';

test('settings survive the cookie', () => {
  const settings = {
    theme: 'dark',
    density: 'compact',
    listWidth: 420,
    sidebar: 'icons',
    folded: [7, 2_000_000],
    zone: 'Europe/Berlin',
    locale: 'en-US',
  } as const;
  expect(readViewSettings(writeViewSettings(settings))).toEqual(settings);
});

test('of very many folded folders the newest survive, in a cookie that browsers still take', () => {
  const folded = Array.from({ length: 1000 }, (_, index) => 900_000_000 + index);
  const cookie = writeViewSettings({ ...readViewSettings(undefined), folded });
  expect(encodeURIComponent(cookie).length).toBeLessThan(3000);
  expect(readViewSettings(cookie).folded).toEqual(folded.slice(-100));
});

test.each([undefined, '', 'theme=loud&list=NaN&zone=Mars/Base&locale=<b>&folded=x.-1.0..1e9', 'list=1'])(
  'a cookie of %s gives usable settings',
  (value) => {
    const settings = readViewSettings(value);
    expect(settings).toMatchObject({
      theme: 'system',
      density: 'comfortable',
      folded: [],
      zone: 'UTC',
      locale: 'en-GB',
    });
    expect(settings.listWidth).toBeGreaterThanOrEqual(300);
  },
);
