import { expect, test } from 'vitest';
import { paintDark } from './paint-dark';
import { sanitizeHtml } from './sanitize-html';

test.each([
  ['color', 'red', 'light-dark(red, #ff0000)'],
  ['color', 'black !important', 'light-dark(black, #e7e7e7) !important'],
  ['background', '#fff url("/red?white") no-repeat', 'light-dark(#fff, #191919) url("/red?white") no-repeat'],
  [
    'background-image',
    'linear-gradient(90deg, rgb(255, 255, 255), #fff 50%)',
    'linear-gradient(90deg, light-dark(rgb(255, 255, 255), #191919), light-dark(#fff, #191919) 50%)',
  ],
  ['border-top', '1px solid #000', '1px solid light-dark(#000, #383838)'],
  ['border', 'none', 'none'],
  ['background', 'inherit', 'inherit'],
  // Words of other properties are no colours.
  ['font-family', 'Red, "Gold"', 'Red, "Gold"'],
  ['border-style', 'solid', 'solid'],
  ['box-shadow', '0 0 2px #000', '0 0 2px #000'],
])('%s: %s', (property, value, painted) => {
  expect(paintDark(property, value)).toBe(painted);
});

const page = (html: string) =>
  sanitizeHtml(html, { images: 'blocked', cidUrl: () => null, proxyUrl: () => '', dark: true });

test('colours of style attributes, of sheets and of old attributes have a second value', () => {
  const { html, css } = page(
    '<style>.a{color:#000}</style><body bgcolor="ffffff" text="black"><table bgcolor="#ffffff" style="background-color:black"><tr><td>' +
      '<font color="000000" size="2">x</font><hr color="red"></td></tr></table></body>',
  );
  expect(css).toBe('.a { color: light-dark(#000, #e7e7e7) }');
  expect(html).toContain(
    '<div style="background-color: light-dark(#ffffff, #191919); color: light-dark(black, #e7e7e7)">',
  );
  // As in any browser a style is stronger than an attribute.
  expect(html).toContain(
    '<table style="background-color: light-dark(#ffffff, #191919); background-color: light-dark(black, #000000)">',
  );
  expect(html).toContain('<font size="2" style="color: light-dark(#000000, #e7e7e7)">');
  expect(html).not.toMatch(/bgcolor/u);
});

test('a value cannot break out of its declaration by its colours', () => {
  const { html } = page('<p style="background: red url(\'x);color:red\') red; color: rgb(1,2,3);">x</p>');
  expect(html).not.toMatch(/url\(/u);
  expect(html).toContain('color: light-dark(rgb(1,2,3), ');
});
