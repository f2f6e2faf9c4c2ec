// Reads a colour as mail writes it in CSS: #hex, rgb(), hsl() or a name.
import { COLOR_NAMES } from './color-names';

/** sRGB, each 0 to 1. */
export interface Color {
  red: number;
  green: number;
  blue: number;
  alpha: number;
}

const FUNCTION = /^(rgb|hsl)a?\(\s*([^()]{1,100})\)$/iu;
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+))(deg|%)?$/iu;

/** Null for what is no colour by itself: `inherit`, `transparent`, colours of the system, functions with calc(). */
export function readColor(text: string): Color | null {
  const hex = /^#([\da-f]{3,8})$/iu.exec(text)?.[1] ?? COLOR_NAMES.get(text.toLowerCase());
  if (hex !== undefined) return fromHex(hex);
  const [, name, list] = FUNCTION.exec(text) ?? [];
  if (name === undefined || list === undefined) return null;
  const given = list.split(/[\s,/]+/u).filter(Boolean);
  const numbers = given.map((part) => NUMBER.exec(part));
  if (numbers.length < 3 || numbers.length > 4 || numbers.includes(null)) return null;
  const share = (at: number, whole: number) => {
    const [, value, unit] = numbers[at] ?? [];
    return clamp(Number(value) / (unit === '%' ? 100 : whole));
  };
  const alpha = numbers.length === 4 ? share(3, 1) : 1;
  return name.toLowerCase() === 'rgb'
    ? { red: share(0, 255), green: share(1, 255), blue: share(2, 255), alpha }
    : { ...fromHsl(Number(numbers[0]?.[1]), share(1, 100), share(2, 100)), alpha };
}

/** `#rrggbb`, with two more digits where it lets something through. */
export function writeColor({ red, green, blue, alpha }: Color): string {
  return `#${[red, green, blue, ...(alpha < 1 ? [alpha] : [])]
    .map((part) =>
      Math.round(clamp(part) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

function fromHex(hex: string): Color | null {
  if (hex.length === 5 || hex.length === 7) return null;
  const digits = hex.length < 5 ? [...hex].map((digit) => digit + digit) : (hex.match(/../gu) ?? []);
  const [red = 0, green = 0, blue = 0, alpha = 1] = digits.map((pair) => Number.parseInt(pair, 16) / 255);
  return { red, green, blue, alpha };
}

/** CSS Color 4, section 7. */
function fromHsl(hue: number, saturation: number, lightness: number): Omit<Color, 'alpha'> {
  const part = (n: number) => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    return (
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    );
  };
  return { red: part(0), green: part(8), blue: part(4) };
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}
