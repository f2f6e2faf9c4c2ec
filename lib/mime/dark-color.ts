// What a colour of a message becomes on dark paper. Letters only get lighter and grounds only darker, each as much as keeps the
// contrast (WCAG 2.2) between them: what can be read on white can be read here, and what was light on dark stays so.
import { type Color, readColor, writeColor } from './css-color';

/** What is coloured: letters, what lies behind them, or a line around it. */
export type Role = 'ink' | 'ground' | 'line';

/** Luminance of the reader's dark surface, which white becomes, and of its text, which black becomes. */
const PAPER = 0.0096;
const INK = 0.8;
/** On lighter grounds the lightest ink could not be read. */
const LIGHTEST_GROUND = 0.139;
/** Darker lines would not be seen. */
const DARKEST_LINE = 0.04;

/** The colour to show instead, as CSS; null when `text` is no colour. */
export function darkColor(text: string, role: Role): string | null {
  const color = readColor(text);
  if (!color) return null;
  const before = luminance(color);
  // Contrast is (lighter + 0.05) / (darker + 0.05): this keeps it while it swaps the two.
  const swapped = (1.05 * (PAPER + 0.05)) / (before + 0.05) - 0.05;
  const ground = Math.min(before, swapped, LIGHTEST_GROUND);
  const after =
    role === 'ink'
      ? Math.max(before, Math.min(swapped, INK))
      : role === 'ground'
        ? ground
        : Math.max(ground, DARKEST_LINE);
  return writeColor(withLuminance(color, before, after));
}

/** Relative luminance (WCAG 2.2), 0 for black to 1 for white. */
export function luminance({ red, green, blue }: Color): number {
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
}

/** The same hue: light is taken from or given to all three alike, and only what is brightest already is mixed with white. */
function withLuminance(color: Color, before: number, after: number): Color {
  const linear = [color.red, color.green, color.blue].map(toLinear);
  const strongest = Math.max(...linear);
  const scale = before === 0 ? 0 : Math.min(after / before, 1 / strongest);
  const reached = before * scale;
  const white = reached < after ? (after - reached) / (1 - reached) : 0;
  const [red = 0, green = 0, blue = 0] = linear.map((part) =>
    fromLinear(part * scale + white * (1 - part * scale)),
  );
  return { red, green, blue, alpha: color.alpha };
}

function toLinear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function fromLinear(part: number): number {
  return part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
}
