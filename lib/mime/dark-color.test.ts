import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Color, readColor, writeColor } from './css-color';
import { darkColor, luminance, type Role } from './dark-color';

test.each([
  ['#1af', '#11aaff'],
  ['#1AF8', '#11aaff88'],
  ['#11aaff', '#11aaff'],
  ['White', '#ffffff'],
  ['rebeccapurple', '#663399'],
  ['yellowgreen', '#9acd32'],
  ['rgb(17, 170, 255)', '#11aaff'],
  ['rgba(17,170,255,.5)', '#11aaff80'],
  ['RGB(100% 0% 50% / 50%)', '#ff008080'],
  ['rgb(999, -5, 0)', '#ff0000'],
  ['hsl(120, 100%, 25%)', '#008000'],
  ['hsl(-240deg 100% 25%)', '#008000'],
])('%s is read as a colour', (text, hex) => {
  expect(writeColor(readColor(text)!)).toBe(hex);
});

test.each([
  'inherit',
  'transparent',
  'currentcolor',
  'canvastext',
  '#12',
  '#12345',
  'rgb(1,2)',
  'rgb(a,b,c)',
  'url(red)',
])('%s is no colour to paint', (text) => {
  expect(darkColor(text, 'ink')).toBeNull();
});

test.each<[string, Role, string]>([
  ['#fff', 'ground', '#191919'],
  ['#000', 'ink', '#e7e7e7'],
  // Light on dark stays so, and so does a button of a strong colour.
  ['#fff', 'ink', '#ffffff'],
  ['#1a1a2e', 'ground', '#1a1a2e'],
  ['#1a56c4', 'ground', '#1a56c4'],
  // A line that was there is still there.
  ['#000', 'line', '#383838'],
])('%s as %s becomes %s', (text, role, dark) => {
  expect(darkColor(text, role)).toBe(dark);
});

const contrast = (one: Color, other: Color) => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const part = fc.integer({ min: 0, max: 255 }).map((octet) => octet / 255);
const anyColor = fc.record({ red: part, green: part, blue: part, alpha: fc.constant(1) });
const dark = (color: Color, role: Role) => readColor(darkColor(writeColor(color), role)!)!;

test('what could be read on its ground can be read in the dark', () => {
  fc.assert(
    fc.property(anyColor, anyColor, (ink, ground) => {
      const after = contrast(dark(ink, 'ink'), dark(ground, 'ground'));
      // Rounding to octets costs a little.
      expect(after).toBeGreaterThan(Math.min(contrast(ink, ground), 4.5) * 0.98);
    }),
    { numRuns: 5000 },
  );
});

test('no ground is light: letters without a colour of their own, which are light here, can be read on it', () => {
  const usual = readColor('#e6e8eb')!;
  fc.assert(
    fc.property(anyColor, (ground) => {
      expect(contrast(usual, dark(ground, 'ground'))).toBeGreaterThan(4.4);
    }),
    { numRuns: 2000 },
  );
});

test('no letters are dark: they can be read on a ground without a colour of its own', () => {
  const surface = readColor('#16191d')!;
  fc.assert(
    fc.property(anyColor, (ink) => {
      const after = contrast(dark(ink, 'ink'), surface);
      expect(after).toBeGreaterThan(Math.min(contrast(ink, readColor('#fff')!), 14) * 0.97);
    }),
    { numRuns: 2000 },
  );
});
