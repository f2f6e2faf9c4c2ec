// An answer to FETCH (RFC 3501 7.4.2): found where it arrives, and its items read when they are asked for.
import {
  BROKEN,
  behindBlanks,
  CLOSE,
  Cursor,
  endOfValue,
  INCOMPLETE,
  LF,
  OPEN,
  type Received,
  SPACE,
} from './cursor';

/** An answer and where the next one begins; 'incomplete' when more has to arrive; 'other' for another line, and for a broken one. */
type Read = { answer: FetchAnswer; end: number } | 'incomplete' | 'other';

/** The longest beginning of an answer: '* 4294967295 FETCH ('. */
const BEGINNING = 20;
const BEGINS = /^\* \d{1,10} FETCH \(/i;
const MAY_BEGIN = /^\*(?: (?:\d{1,10}(?: [A-Z]{0,5} ?)?)?)?$/i;
/** A row has eight; each of these costs a little memory. */
const MOST_ITEMS = 1000;

const CR = 0x0d;
const BRACKET = 0x5b;
const CLOSED = 0x5d;

/** The items by name: in upper case, without quotes and partial ('BODY[1]' for Body["1"]<0>). `places` is where their values begin. */
export class FetchAnswer {
  constructor(
    private readonly source: Received,
    private readonly names: readonly string[],
    private readonly places: readonly number[],
  ) {}

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /** At the item's value; null where there is none. */
  cursor(name: string): Cursor | null {
    const at = this.names.indexOf(name);
    return at < 0 ? null : new Cursor(this.source, this.places[at]!);
  }

  text(name: string): string | null {
    return this.cursor(name)?.text() ?? null;
  }

  texts(name: string): string[] {
    return this.cursor(name)?.texts() ?? [];
  }

  number(name: string): number {
    return this.cursor(name)?.number() ?? 0;
  }

  octets(name: string): Buffer | null {
    return this.cursor(name)?.octets() ?? null;
  }

  /** The message's UID; 0 where there is none, or none that can be (RFC 3501 9: nz-number). */
  get uid(): number {
    const uid = this.number('UID');
    return uid < 2 ** 32 ? uid : 0;
  }

  /** What came of BODY[HEADER.FIELDS (...)], however the server writes the names of the fields. */
  get header(): Buffer | null {
    const name = this.names.find((one) => one.startsWith('BODY[HEADER'));
    return name ? this.octets(name) : null;
  }
}

/** Reads the answer that begins at `from`. */
export function readAnswer(source: Received, from: number): Read {
  const { text } = source;
  const beginning = text.slice(from, from + BEGINNING);
  const begins = BEGINS.exec(beginning);
  if (!begins) return MAY_BEGIN.test(beginning) ? 'incomplete' : 'other';
  const names: string[] = [];
  const places: number[] = [];
  let at = from + begins[0].length;
  for (;;) {
    at = behindBlanks(text, at);
    if (text.charCodeAt(at) === CLOSE) break;
    const end = endOfName(text, at);
    const place = end < 0 ? end : behindBlanks(text, end);
    const next = place < 0 ? place : endOfValue(source, place);
    if (next === INCOMPLETE) return 'incomplete';
    if (next === BROKEN || names.length === MOST_ITEMS) return 'other';
    names.push(plainName(text.slice(at, end)));
    places.push(place);
    at = next;
  }
  // Behind the last parenthesis only the end of the line may follow.
  at = behindBlanks(text, at + 1);
  if (text.charCodeAt(at) === CR) at++;
  if (at >= text.length) return 'incomplete';
  return text.charCodeAt(at) === LF
    ? { answer: new FetchAnswer(source, names, places), end: at + 1 }
    : 'other';
}

/** Blanks and parentheses within brackets belong to a name. */
function endOfName(text: string, from: number): number {
  let isWithin = false;
  for (let at = from; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === BRACKET) isWithin = true;
    else if (sign === CLOSED) isWithin = false;
    else if (sign < SPACE || (!isWithin && (sign === OPEN || sign === CLOSE))) return BROKEN;
    else if (sign === SPACE && !isWithin) return at;
  }
  return INCOMPLETE;
}

function plainName(name: string): string {
  if (/^[A-Z0-9.]+$/.test(name)) return name;
  return name
    .toUpperCase()
    .replaceAll('"', '')
    .replace(/<\d+>$/, '');
}
