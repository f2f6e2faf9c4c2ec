import { expect, test } from 'vitest';
import { missingImage } from './missing-image';
import { sanitizeHtml } from './sanitize-html';

test('its words cannot end the box they stand in, and leave it well-formed', () => {
  const svg = missingImage('a</div><script>alert(1)</script>\u0000&');
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('\u0000');
  expect(svg.match(/<div/gu)).toHaveLength(1);
});

test('an image comes with its words, one that says nothing with none, a background without any', () => {
  const asked: [string, string | undefined][] = [];
  sanitizeHtml(
    '<img src="https://a.test/1" alt="House"><img src="https://a.test/2"><img src="https://a.test/3" alt=""><table background="https://a.test/4"></table>',
    {
      images: 'proxied',
      cidUrl: () => null,
      proxyUrl: (url, words) => {
        asked.push([url.slice(-1), words]);
        return url;
      },
    },
  );
  expect(asked).toEqual([
    ['1', 'House'],
    ['2', 'Picture not available'],
    ['3', ''],
    ['4', undefined],
  ]);
});
