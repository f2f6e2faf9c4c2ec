// Domains that are almost one that the person knows: a slip of the finger, or somebody's trick.

/** Known to everybody, and imitated most. */
const COMMON = [
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'yahoo.com',
  'icloud.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  'proton.me',
  'fastmail.com',
  'aol.com',
  'live.com',
  'mail.com',
  'ymail.com',
  'me.com',
  'mac.com',
  'msn.com',
  'gmx.com',
  'gmx.at',
  'gmx.ch',
  'qq.com',
  '163.com',
];
/** Letters of other scripts, and pairs, that look like Latin ones. */
const LOOKS: [RegExp, string][] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/[0оοσ]/g, 'o'],
  [/[1lіı|ӏ]/g, 'i'],
  [/[аα]/g, 'a'],
  [/[еєё]/g, 'e'],
  [/[рρ]/g, 'p'],
  [/[сϲ]/g, 'c'],
  [/[уγ]/g, 'y'],
  [/[хχ]/g, 'x'],
  [/[нη]/g, 'n'],
  [/[тτ]/g, 't'],
  [/5/g, 's'],
];
const SHORTEST = 5;

/** The known domain that `domain` is mistaken for, null when it is known itself or like none. */
export function lookAlike(domain: string, known: string[]): string | null {
  const asked = domain.toLowerCase();
  const all = [...known.map((each) => each.toLowerCase()), ...COMMON];
  if (all.includes(asked)) return null;
  const looks = skeleton(asked);
  return (
    all.find((each) => skeleton(each) === looks) ??
    all.find((each) => each.length >= SHORTEST && isOneSlip(asked, each)) ??
    null
  );
}

function skeleton(domain: string): string {
  const plain = domain.normalize('NFKD').replace(/\p{M}/gu, '');
  return LOOKS.reduce((text, [from, to]) => text.replace(from, to), plain);
}

/** One letter more, less, other, or two exchanged; a subdomain is no slip. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
