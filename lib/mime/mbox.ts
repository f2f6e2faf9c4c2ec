// The mbox format (RFC 4155, in its 'mboxrd' form, which loses no '>'): LF line ends, flags in Status and X-Status as mail programs keep them.

/** The flags that mbox has words for. */
export interface MboxFlags {
  seen: boolean;
  flagged: boolean;
  answered: boolean;
  draft: boolean;
}

/** A message of an mbox file. `end` is the offset in the file from which the next one is read. */
export interface MboxMessage {
  octets: Buffer;
  flags: MboxFlags;
  /** Epoch ms of its 'From ' line; null when that has no date. */
  at: number | null;
  end: number;
}

const LF = 10;
const LONG_LINE = 64 * 1024;
/** What the line ends of text/plain cost: no mail is larger. */
const LARGEST = 256 * 1024 * 1024;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** As asctime() writes it, UTC. */
function stamp(at: number): string {
  const d = new Date(at);
  const time = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()].map(two).join(':');
  return `${days[d.getUTCDay()]} ${months[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2)} ${time} ${d.getUTCFullYear()}`;
}

/** One message as it stands in an mbox file, its 'From ' line and the empty line after it included. */
export async function* writeMbox(
  octets: AsyncIterable<Buffer>,
  { at, flags }: { at: number; flags: MboxFlags },
): AsyncGenerator<Buffer> {
  const marks = `${flags.answered ? 'A' : ''}${flags.flagged ? 'F' : ''}${flags.draft ? 'T' : ''}`;
  const status = `Status: ${flags.seen ? 'RO' : 'O'}\n${marks ? `X-Status: ${marks}\n` : ''}`;
  yield Buffer.from(`From MAILER-DAEMON ${stamp(at)}\n${status}`);
  let rest = '';
  let isWhole = true;
  const convert = (text: string, isStart: boolean) => {
    const plain = text.replace(/\r\n/gu, '\n');
    return Buffer.from(plain.replace(isStart ? /^(?=>*From )/gmu : /(?<=\n)(?=>*From )/gu, '>'), 'latin1');
  };
  for await (const chunk of octets) {
    rest += chunk.toString('latin1');
    let cut = rest.lastIndexOf('\n') + 1;
    // A line without end is handed on in pieces; a CR at the end may belong to the line's end.
    if (cut === 0 && rest.length > LONG_LINE) cut = rest.length - 1;
    if (cut === 0) continue;
    yield convert(rest.slice(0, cut), isWhole);
    isWhole = rest[cut - 1] === '\n';
    rest = rest.slice(cut);
  }
  if (rest !== '') yield convert(`${rest}\n`, isWhole);
  else if (!isWhole) yield Buffer.from('\n');
  yield Buffer.from('\n');
}

/** Reads an mbox file from `start` (0, or the `end` of a message) on; CRLF line ends come out. Text before the first 'From ' line is left out. */
export async function* readMbox(file: AsyncIterable<Buffer>, start = 0): AsyncGenerator<MboxMessage> {
  let open: { lines: Buffer[]; length: number; at: number | null } | null = null;
  let afterEmpty = true;
  let offset = start;
  for await (const line of lines(file)) {
    const isFrom = afterEmpty && line.length >= 5 && line.subarray(0, 5).toString('latin1') === 'From ';
    if (isFrom) {
      if (open) yield finish(open, offset);
      const date = /\S+\s+(\w{3}\s+\w{3}\s+.*)$/su.exec(line.toString('latin1').trim())?.[1];
      open = { lines: [], length: 0, at: dateOf(date) };
    } else if (open && open.length < LARGEST) {
      open.lines.push(line);
      open.length += line.length;
    }
    afterEmpty = line.length <= 2 && line.toString('latin1').trim() === '';
    offset += line.length;
  }
  if (open) yield finish(open, offset);
}

function dateOf(text: string | undefined): number | null {
  if (!text) return null;
  const hasZone = /[+-]\d{4}\b|\b[A-Z]{3,4}\b(?=\s+\d{4}$)/u.test(text);
  const at = Date.parse(hasZone ? text : `${text} UTC`);
  return Number.isFinite(at) && at > 0 ? at : null;
}

function finish(open: { lines: Buffer[]; at: number | null }, end: number): MboxMessage {
  const all = [...open.lines];
  // The empty line in front of the next 'From ' belongs to the format.
  if (all.at(-1)?.toString('latin1').trim() === '') all.pop();
  const flags = { seen: false, flagged: false, answered: false, draft: false };
  const kept: string[] = [];
  let inHead = true;
  for (const line of all) {
    const text = line.toString('latin1').replace(/\r?\n$/u, '');
    if (inHead && text === '') inHead = false;
    const status = inHead ? /^(x-)?status:(.*)$/iu.exec(text) : null;
    if (status) {
      const letters = status[2]!;
      if (status[1]) {
        flags.answered ||= letters.includes('A');
        flags.flagged ||= letters.includes('F');
        flags.draft ||= letters.includes('T');
      } else flags.seen ||= letters.includes('R');
      continue;
    }
    kept.push(text.replace(/^>(?=>*From )/u, ''));
  }
  return {
    octets: Buffer.from(kept.map((text) => `${text}\r\n`).join(''), 'latin1'),
    flags,
    at: open.at,
    end,
  };
}

/** Lines with their ends; a very long one comes in pieces. */
async function* lines(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of file) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF, from)) {
      yield rest.subarray(from, end + 1);
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) yield rest;
}
