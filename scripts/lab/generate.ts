// A deterministic, realistic mailbox of any size: conversations, HTML, attachments, flags, dates spread over years.
import { quotedPrintable, wordEncoded, wrap } from './generate-encoding';
import {
  BULK_SENDERS,
  makePeople,
  makeSentences,
  makeSubject,
  type Person,
  RARE_WORDS,
} from './generate-words';
import { type Random, seeded } from './random';

/** What to generate; all but `count` have defaults. The same options give the same bytes. */
export interface GenerateOptions {
  count: number;
  seed?: number;
  /** Whose mailbox it is. */
  owner?: Person;
  /** Epoch ms of the newest possible message. */
  end?: number;
  /** How far back the oldest goes. */
  years?: number;
  /** Share of messages with an attachment, and its size range in octets. */
  attachments?: { share: number; min: number; max: number };
}

/** One message and how it lies in the mailbox. `raw` has CRLF lines. */
export interface GeneratedMessage {
  date: number;
  seen: boolean;
  flagged: boolean;
  answered: boolean;
  subject: string;
  messageId: string;
  raw: Buffer;
}

interface Thread {
  subject: string;
  people: Person[];
  bulk: boolean;
  ids: string[];
}

const DAY = 86_400_000;
const DEFAULT_END = Date.UTC(2026, 10, 20);
const DAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** RFC 5322 3.3 date with a zone of whole hours. */
function dateHeader(at: number, zone: number): string {
  const d = new Date(at + zone * 3_600_000);
  const time = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()].map(two).join(':');
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.abs(zone))}00`;
  return `${DAY_NAMES[d.getUTCDay()]}, ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${time} ${offset}`;
}

const mailbox = (person: Person) => {
  const name = wordEncoded(person.name);
  return `${name === person.name ? `"${name}"` : name} <${person.address}>`;
};

/** Decides who writes when: threads of 1 to 40 messages (mean 3), then all in order of time. */
function plan(random: Random, options: Required<GenerateOptions>): { at: number; thread: Thread }[] {
  const people = makePeople(random, 400);
  const span = options.years * 365.25 * DAY;
  const slots: { at: number; thread: Thread; order: number }[] = [];
  while (slots.length < options.count) {
    let size = 1;
    while (size < 40 && random.chance(2 / 3)) size++;
    size = Math.min(size, options.count - slots.length);
    const bulk = size === 1 && random.chance(0.6);
    const people_ = bulk
      ? [random.pick(BULK_SENDERS)]
      : Array.from({ length: 1 + random.below(4) }, () => people.pick());
    const thread = { subject: makeSubject(random), people: people_, bulk, ids: [] };
    let at = options.end - random.next() * span;
    for (let k = 0; k < size; k++) {
      slots.push({ at: Math.floor(at / 1000) * 1000, thread, order: slots.length });
      at = Math.min(at + random.logNormal(9.5, 1.6) * 1000, options.end - random.next() * 60_000);
    }
  }
  return slots.sort((a, b) => a.at - b.at || a.order - b.order);
}

/** The messages, oldest first. An iterator: 100,000 of them never stand in memory together. */
export function* generateMailbox(given: GenerateOptions): Generator<GeneratedMessage> {
  const options: Required<GenerateOptions> = {
    seed: 1,
    owner: { name: 'Lab User', address: 'user@lab.test' },
    end: DEFAULT_END,
    years: 5,
    attachments: { share: 0.02, min: 20_000, max: 500_000 },
    ...given,
  };
  const random = seeded(options.seed);
  const slots = plan(random, options);
  const sentences = makeSentences(random, 4000);
  const noise = Buffer.from(Array.from({ length: 49_152 }, () => random.below(256))).toString('base64');
  const noiseLines = noise.match(/.{76}/g)!;

  /** Paragraphs of about `size` characters in all. */
  const text = (size: number): string[] => {
    const paragraphs: string[] = [];
    let current = '';
    for (let length = 0; length < size; ) {
      const sentence = random.pick(sentences);
      current += current ? ` ${sentence}` : sentence;
      length += sentence.length + 1;
      if (random.chance(0.2)) {
        paragraphs.push(current);
        current = '';
      }
    }
    if (current) paragraphs.push(current);
    if (random.chance(0.01)) paragraphs.push(`The ${random.pick(RARE_WORDS)} is ready.`);
    return paragraphs;
  };

  for (const [index, { at, thread }] of slots.entries()) {
    const { owner } = options;
    const position = thread.ids.length;
    const own = position > 0 && random.chance(0.15);
    const from = own ? owner : thread.people[position % thread.people.length]!;
    const domain = from.address.split('@')[1]!;
    const messageId = `<${at / 1000}.${index}.${options.seed}@${domain}>`;
    const subject = `${position > 0 ? 'Re: ' : ''}${thread.subject}`;
    const head = [
      `Return-Path: <${from.address}>`,
      `Delivered-To: ${owner.address}`,
      `Received: from mx.${domain} (mx.${domain} [192.0.2.${(index % 250) + 1}])`,
      `\tby mail.lab.test (Postfix) with ESMTPS id ${index.toString(16).toUpperCase().padStart(10, '0')}`,
      `\tfor <${owner.address}>; ${dateHeader(at + 3000, 0)}`,
      `Date: ${dateHeader(at, random.pick([0, 0, 1, 2, -5, -8, 9]))}`,
      `From: ${mailbox(from)}`,
      `To: ${mailbox(owner)}`,
    ];
    const others = thread.people.filter((person) => person !== from).slice(0, 3);
    if (others.length > 0 && random.chance(0.5)) head.push(`Cc: ${others.map(mailbox).join(',\r\n ')}`);
    head.push(`Subject: ${wordEncoded(subject)}`, `Message-ID: ${messageId}`);
    if (position > 0) {
      const parent = random.chance(0.8) ? position - 1 : random.below(position);
      const references = thread.ids.slice(Math.max(0, parent - 11), parent + 1);
      head.push(`In-Reply-To: ${thread.ids[parent]}`, `References: ${references.join('\r\n ')}`);
    }
    thread.ids.push(messageId);
    if (thread.bulk) {
      head.push(
        `List-Id: <list.${domain}>`,
        `List-Unsubscribe: <https://${domain}/u/${index}>`,
        'Precedence: bulk',
      );
    }
    head.push(
      'MIME-Version: 1.0',
      `X-Mailer: ${random.pick(['Thunderbird', 'Apple Mail', 'Outlook 16', 'mutt'])}`,
    );

    const html = random.chance(0.4);
    const size = Math.min(60_000, random.logNormal(8.2, 0.9)) * (html ? 0.48 : 1);
    const paragraphs = text(Math.max(60, size - 900));
    let plain = wrap(paragraphs);
    if (position > 0) plain += `\r\nOn an earlier day, somebody wrote:\r\n${wrap(text(300), '> ')}`;
    plain += `\r\n-- \r\n${from.name}\r\n`;
    let body = random.chance(0.7)
      ? `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(plain)}`
      : `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${plain}`;
    if (html) {
      const boundary = `=_alt_${index}_${options.seed}`;
      const page = htmlPage(thread.subject, paragraphs, domain, index);
      body =
        `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n--${boundary}\r\n${body}\r\n--${boundary}\r\n` +
        'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
        `${quotedPrintable(page)}\r\n--${boundary}--\r\n`;
    }
    const { share, min, max } = options.attachments;
    if (random.chance(share)) {
      const boundary = `=_mix_${index}_${options.seed}`;
      const octets = min * (max / min) ** random.next();
      const [name, type] = random.pick(FILES);
      const start = random.below(noiseLines.length);
      const lines = Array.from(
        { length: Math.ceil(octets / 57) },
        (_, line) => noiseLines[(start + line) % noiseLines.length],
      );
      body =
        `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\n${body}\r\n--${boundary}\r\n` +
        `Content-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
        `Content-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}\r\n--${boundary}--\r\n`;
    }
    yield {
      date: at,
      seen: random.chance(0.6),
      flagged: random.chance(0.05),
      answered: random.chance(0.1),
      subject,
      messageId,
      raw: Buffer.from(`${head.join('\r\n')}\r\n${body}`),
    };
  }
}

const FILES = [
  ['report.pdf', 'application/pdf'],
  ['photo.jpg', 'image/jpeg'],
  ['data.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['archive.zip', 'application/zip'],
] as const;

function htmlPage(title: string, paragraphs: string[], domain: string, index: number): string {
  const style = 'p{margin:0 0 12px;font:15px/1.4 sans-serif} .b{color:#345}';
  return [
    `<!DOCTYPE html><html><head><meta charset="utf-8"><style>${style}</style></head><body>`,
    `<table width="600" cellpadding="0"><tr><td class="b"><h2>${title}</h2>`,
    ...paragraphs.map((paragraph) => `<p>${paragraph}</p>`),
    `<p><a href="https://${domain}/read/${index}">Read more</a>`,
    `<img src="https://${domain}/pixel/${index}.gif" width="1" height="1" alt=""></p></td></tr></table></body></html>`,
    '',
  ].join('\r\n');
}
