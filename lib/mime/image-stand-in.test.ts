import { expect, test } from 'vitest';
import { htmlPage } from './html-page';
import { standInForImages } from './image-stand-in';
import { sanitizeHtml } from './sanitize-html';

const shown = (html: string) => {
  const options = { images: 'blocked' as const, cidUrl: () => null, proxyUrl: () => '' };
  return standInForImages(sanitizeHtml(html, options).html);
};

test.each([
  [
    '<img src="https://t.example/a.png" alt="Our house" width="200" height="80">',
    '<span class="image-stand-in" title="Our house" style="width: 200px; height: 80px">Our house</span>',
  ],
  [
    '<img src="https://t.example/a.png" alt="f" width="16" height="16">',
    '<span class="image-stand-in" title="f">f</span>',
  ],
  [
    '<img src="https://t.example/a.png" alt="Wide" width="100%" style="display: block">',
    '<span class="image-stand-in" title="Wide" style="display: block; width: 100%">Wide</span>',
  ],
  [
    '<img src="https://t.example/a.png" alt="&quot;><script>alert(1)</script>">',
    /^<span class="image-stand-in" title="&quot;&gt;&lt;script&gt;[^<>"]*">&quot;&gt;&lt;script&gt;[^<>"]*<\/span>$/u,
  ],
])('%s', (html, expected) => {
  expect(shown(html)).toMatch(expected);
  if (typeof expected === 'string') expect(shown(html)).toBe(expected);
});

test.each([
  '<img src="https://t.example/pixel.gif" width="1" height="1">',
  '<img src="https://t.example/line.gif" alt="" width="600" height="1">',
  '<img src="data:image/png;base64,iVBORw0=" alt="There">',
])('%s stays an image', (html) => {
  expect(shown(html)).toMatch(/^<img /u);
});

test('the page of a message has the boxes and their style', () => {
  const page = htmlPage('<img alt="Our house" />', { dark: false });
  expect(page).toContain('<span class="image-stand-in" title="Our house">Our house</span>');
  expect(page).toContain('.image-stand-in {');
});
