import { expect, test } from 'vitest';
import { readViewSettings, writeViewSettings } from './view-settings';

test('settings survive the cookie', () => {
  const settings = {
    theme: 'dark',
    density: 'compact',
    listWidth: 420,
    sidebar: 'icons',
    zone: 'Europe/Berlin',
    locale: 'en-US',
  } as const;
  expect(readViewSettings(writeViewSettings(settings))).toEqual(settings);
});

test.each([undefined, '', 'theme=loud&list=NaN&zone=Mars/Base&locale=<b>', 'list=1'])(
  'a cookie of %s gives usable settings',
  (value) => {
    const settings = readViewSettings(value);
    expect(settings).toMatchObject({ theme: 'system', density: 'comfortable', zone: 'UTC', locale: 'en-GB' });
    expect(settings.listWidth).toBeGreaterThanOrEqual(300);
  },
);
