// The allow-list of what the CSS of a mail may say. What comes out holds no '<', no escape, and only addresses that we gave.
import type { Paint } from './paint-dark';

/** The address to load instead, or null to load nothing. */
export type UrlFilter = (url: string) => string | null;

const SIDES = '(?:-(?:top|right|bottom|left))?';
const PROPERTY = new RegExp(
  `^(?:${[
    'background(?:-(?:color|image|position|repeat|size|clip|origin))?',
    `border${SIDES}(?:-(?:color|style|width))?`,
    'border-(?:collapse|spacing|radius)',
    'border-(?:top|bottom)-(?:left|right)-radius',
    `margin${SIDES}`,
    `padding${SIDES}`,
    '(?:min-|max-)?(?:width|height)',
    'font(?:-(?:family|size|style|weight|variant|stretch))?',
    'text-(?:align|decoration|decoration-color|decoration-line|decoration-style|indent|transform|overflow|shadow)',
    'line-height|letter-spacing|word-spacing|word-break|word-wrap|overflow-wrap|white-space|hyphens',
    'list-style(?:-(?:type|position))?|table-layout|caption-side|empty-cells|vertical-align',
    'color|opacity|display|visibility|overflow|float|clear|direction|box-sizing|box-shadow|object-fit|quotes',
    'flex(?:-(?:basis|direction|flow|grow|shrink|wrap))?|order|gap|row-gap|column-gap',
    'align-(?:content|items|self)|justify-(?:content|items|self)|outline(?:-(?:color|style|width))?',
    'page-break-(?:after|before|inside)|break-inside',
  ].join('|')})$`,
  'u',
);
const WITH_URL = /^background(?:-image)?$/u;
const FUNCTIONS = new Set(
  'rgb rgba hsl hsla calc min max clamp linear-gradient radial-gradient repeating-linear-gradient url'.split(
    ' ',
  ),
);
/** The frame is as tall as the mail: what is as tall as the frame would grow for ever. */
const VIEWPORT = /[\d.](?:[sdl]?v(?:h|b|min|max|i|w))\b/iu;
const SELECTOR = /^[\w\s.#,:>+~*()[\]="'^$|-]{1,1000}$/u;
const MEDIA = /^@media[\w\s(),:.<>=/-]{1,500}$/iu;
/** What a sender wants on dark paper: ours is white, or painted by ourselves (paint-dark.ts). */
const FOR_DARK = /prefers-color-scheme\s*:\s*dark/iu;
const asSent: Paint = (_, value) => value;
const MAX_CSS = 300_000;
const MAX_RULES = 5000;

/** A style attribute's declarations, without what is not allowed. */
export function cleanDeclarations(css: string, filter: UrlFilter, paint = asSent): string {
  const kept: string[] = [];
  for (const declaration of split(withoutComments(css.slice(0, MAX_CSS)), ';')) {
    const at = declaration.indexOf(':');
    const name = declaration.slice(0, at).trim().toLowerCase();
    if (at < 0 || !PROPERTY.test(name)) continue;
    const value = cleanValue(name, declaration.slice(at + 1).trim(), filter);
    if (value !== null) kept.push(`${name}: ${paint(name, value)}`);
  }
  return kept.join('; ');
}

/** A style sheet: plain rules and @media; imports, fonts, animations and the rest are left out. */
export function cleanStylesheet(css: string, filter: UrlFilter, paint = asSent): string {
  const text = withoutComments(css.slice(0, MAX_CSS)).replace(/<!--|-->/gu, ' ');
  const rules: string[] = [];
  readRules(text, 0, { filter, paint }, rules, 0);
  return rules.join('\n');
}

/** Reads rules from `at` to the end or to the '}' that closes the block; answers where it stopped. */
function readRules(
  css: string,
  from: number,
  how: { filter: UrlFilter; paint: Paint },
  rules: string[],
  depth: number,
): number {
  let at = from;
  while (at < css.length && rules.length < MAX_RULES) {
    const end = nextOf(css, at, '{};');
    if (end < 0 || css[end] === '}') return end < 0 ? css.length : end + 1;
    const head = css.slice(at, end).trim();
    at = end + 1;
    if (css[end] === ';') continue;
    if (depth < 3 && MEDIA.test(head)) {
      const inner: string[] = [];
      at = readRules(css, at, how, inner, depth + 1);
      if (inner.length > 0 && !FOR_DARK.test(head)) rules.push(`${head} {\n${inner.join('\n')}\n}`);
      continue;
    }
    const close = closing(css, at);
    if (!head.startsWith('@') && SELECTOR.test(head)) {
      const body = cleanDeclarations(css.slice(at, close), how.filter, how.paint);
      if (body !== '') rules.push(`${head} { ${body} }`);
    }
    at = close + 1;
  }
  return css.length;
}

/** Null when the value may not stay. */
function cleanValue(name: string, value: string, filter: UrlFilter): string | null {
  if (value === '' || /[\\<>{}@\p{Cc}]/u.test(value) || VIEWPORT.test(value)) return null;
  if (!balanced(value)) return null;
  for (const [, called] of value.matchAll(/([\w-]*)\(/gu)) {
    if (!FUNCTIONS.has(called!.toLowerCase())) return null;
    if (called!.toLowerCase() === 'url' && !WITH_URL.test(name)) return null;
  }
  let refused = false;
  const cleaned = value.replace(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)/giu, (_, a, b, c) => {
    const url = filter(String(a ?? b ?? c ?? '').trim());
    if (url === null) return 'none';
    return `url("${url.replace(/["\\<>\s]/gu, encodeURIComponent)}")`;
  });
  if (/url\((?!")/iu.test(cleaned)) refused = true;
  return refused ? null : cleaned;
}

function balanced(value: string): boolean {
  let depth = 0;
  let quote = '';
  for (const char of value) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return false;
  }
  return depth === 0 && quote === '';
}

function withoutComments(css: string): string {
  return css.replace(/\/\*[\s\S]*?(?:\*\/|$)/gu, ' ');
}

/** Where one of `chars` stands next, outside of quoted strings and parentheses; -1 when nowhere. */
function nextOf(css: string, from: number, chars: string): number {
  let quote = '';
  let depth = 0;
  for (let at = from; at < css.length; at++) {
    const char = css[at]!;
    if (quote !== '') {
      if (char === quote || char === '\n') quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (char === '{' || char === '}' || depth === 0) {
      if (chars.includes(char)) return at;
    }
  }
  return -1;
}

/** Where the block that is open at `from` closes. */
function closing(css: string, from: number): number {
  let depth = 0;
  for (let at = nextOf(css, from, '{}'); at >= 0; at = nextOf(css, at + 1, '{}')) {
    if (css[at] === '{') depth++;
    else if (--depth < 0) return at;
  }
  return css.length;
}

function split(css: string, separator: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let at = nextOf(css, 0, separator); at >= 0; at = nextOf(css, from, separator)) {
    pieces.push(css.slice(from, at));
    from = at + 1;
  }
  pieces.push(css.slice(from));
  return pieces;
}
