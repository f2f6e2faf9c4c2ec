// The words, people and subjects that generated mail is made of.
import type { Random } from './random';

/** Somebody who writes. */
export interface Person {
  name: string;
  address: string;
}

const split = (text: string) => text.split(' ');

const FIRST = split(
  'Anna Ben Chloé David Eva Farid Grace Henrik Ines Jonas Katarzyna Liam Marta Noor Oskar Priya Quentin Rosa ' +
    'Søren Tomáš Ulrike Viktor Wei Ximena Yusuf Zoë Hannah Ivan Leila Marco',
);
const LAST = split(
  'Adler Bauer Costa Dvořák Engel Fischer García Haddad Ivanova Jensen Kowalski Lindqvist Müller Nakamura ' +
    'Okafor Patel Quinn Rossi Schmidt Tanaka Ueda Varga Weber Xu Young Zhang',
);
const DOMAINS = split(
  'acme.test northwind.test contoso.test fabrikam.test uni-lab.test city.test rail.test books.test bank.test',
);
const KIND = split(
  'Quarterly Updated Final Draft Weekly Urgent New Missing Signed Shared Revised Annual Team Customer Summer ' +
    'Open Internal Project Travel Security',
);
const THING = split(
  'report invoice meeting agenda contract budget roadmap review schedule proposal minutes release order ' +
    'payment offer photos feedback plan survey tickets',
);
const TAIL = [
  ' for March',
  ' for the board',
  ' and next steps',
  ' – 2nd version',
  ' Q3',
  ' Q4',
  ' from Zürich',
  ' for approval',
  ' before Friday',
  ' (please read)',
  ' with comments',
  ' for the Łódź office',
  '',
  '',
  '',
  '',
];
const WORDS = split(
  'the of and to in a is that for it as was with be by on not he this are or his from at which but have an ' +
    'had they you were their one all we can her has there been if more when will would who so no project ' +
    'budget customer invoice meeting schedule server network contract review release design option market ' +
    'supplier office travel hotel train flight ticket price order delivery address account payment question ' +
    'answer change problem solution team manager board plan month week year morning evening number page ' +
    'figure table chart attached document version draft comment reply forward please thanks regards because ' +
    'however although therefore already almost between during without through against toward within several ' +
    'another whether nothing something everyone perhaps quickly carefully exactly usually morgen façade ' +
    'naïve résumé Straße café piñata über coöperate Ελλάδα привет 東京 mañana',
);

/** Words that stand in about 1 body of 400 each: a search for one has few, known hits. */
export const RARE_WORDS = ['kumquat', 'zeppelin', 'marzipan', 'obsidian'];

/** Senders of mail to many. */
export const BULK_SENDERS: Person[] = [
  { name: 'Northwind News', address: 'news@northwind.test' },
  { name: 'Rail Alerts', address: 'alerts@rail.test' },
  { name: 'Books Weekly', address: 'weekly@books.test' },
  { name: 'City Bank', address: 'statements@bank.test' },
  { name: 'Build Server', address: 'ci@acme.test' },
  { name: 'Shop Orders', address: 'orders@contoso.test' },
];

const plainLetters = (text: string) =>
  text
    .replace('ø', 'o')
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '');

/** People whose first ones write much more often than the last. */
export function makePeople(random: Random, count: number): { pick(): Person } {
  const people = Array.from({ length: count }, (_, index): Person => {
    const first = random.pick(FIRST);
    const last = random.pick(LAST);
    const number = index > count / 2 ? String(index) : '';
    const local = `${plainLetters(first)}.${plainLetters(last)}${number}`.toLowerCase();
    return { name: `${first} ${last}`, address: `${local}@${random.pick(DOMAINS)}` };
  });
  return { pick: () => people[Math.min(count - 1, Math.floor(random.exponential(count / 8)))]! };
}

/** A subject line such as 'Revised contract for approval'. */
export function makeSubject(random: Random): string {
  const number = random.chance(0.3) ? ` #${random.below(10_000)}` : '';
  return `${random.pick(KIND)} ${random.pick(THING)}${random.pick(TAIL)}${number}`;
}

/** Ready sentences; drawing from a stock is what makes a big mailbox quick. */
export function makeSentences(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => {
    const words = Array.from(
      { length: 4 + random.below(18) },
      () => WORDS[Math.floor(random.exponential(55)) % WORDS.length]!,
    );
    const text = words.join(' ');
    return text[0]!.toUpperCase() + text.slice(1) + random.pick(['.', '.', '.', '.', '?', '!']);
  });
}
