// Suggests recipients: groups, then people of recent conversations, those one writes to before those who write.
import type { Suggestion } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import { listAccounts } from '@/lib/store/accounts';
import { listGroups } from '@/lib/store/contact-groups';
import { store } from '@/lib/store/db';
import * as forgotten from '@/lib/store/forgotten-people';
import { type MessagePeople, recentPeople, writtenDomains } from '@/lib/store/people';

const MAX_PEOPLE = 10;

/** Groups and people whose name or address contains all words of `text`; none for an empty one. */
export async function findPeople(userId: number, text: string): Promise<Suggestion[]> {
  const words = text
    .toLowerCase()
    .split(/[\s"]+/u)
    .filter(Boolean);
  const first = words[0];
  if (first === undefined) return [];
  const db = await store();
  const groups = (await listGroups(db, userId)).filter(({ name, people }) => {
    return people.length > 0 && words.every((word) => name.toLowerCase().includes(word));
  });
  const unwanted = await forgotten.forgottenPeople(db, userId);
  const people = rankPeople(await recentPeople(db, userId, first), words, unwanted);
  return [...groups.map(({ name, people: members }) => ({ name, address: '', members })), ...people].slice(
    0,
    MAX_PEOPLE,
  );
}

/** Does not suggest the address any more, until it is written to again. */
export async function forgetPerson(userId: number, address: string): Promise<void> {
  await forgotten.forgetPerson(await store(), userId, address);
}

/** Domains that this person writes to or has: against which a new one can be held. */
export async function knownDomains(userId: number): Promise<string[]> {
  const db = await store();
  const own = (await listAccounts(db, userId)).map(({ address }) => address.split('@').at(-1) ?? '');
  return [...new Set([...own, ...(await writtenDomains(db, userId))].map((domain) => domain.toLowerCase()))];
}

/** The likeliest first. Each address once, with the newest name it came with; none of `unwanted` (lower case). */
export function rankPeople(
  messages: MessagePeople[],
  words: string[],
  unwanted: ReadonlySet<string> = new Set(),
): Address[] {
  const known = new Map<string, { person: Address; weight: number }>();
  messages.forEach(({ from, to, cc, isOwn }, index) => {
    const age = 1 / (1 + index / 30);
    const note = (list: Address[], weight: number) => {
      for (const person of list) {
        const key = person.address.toLowerCase();
        const entry = known.get(key) ?? { person, weight: 0 };
        if (!entry.person.name) entry.person = person;
        entry.weight += weight * age;
        known.set(key, entry);
      }
    };
    note(isOwn ? to : from, isOwn ? 5 : 2);
    note(isOwn ? cc : [...to, ...cc], 1);
  });
  const starts = ({ name, address }: Address) =>
    `${name} ${address}`
      .toLowerCase()
      .split(/[\s<>.@_-]+/u)
      .some((part) => part.startsWith(words[0] ?? ''));
  return [...known.values()]
    .filter(({ person: { name, address } }) => {
      const hay = `${name} ${address}`.toLowerCase();
      if (!address.includes('@') || isAutomatic(address) || unwanted.has(address.toLowerCase())) return false;
      return words.every((word) => hay.includes(word));
    })
    .sort((a, b) => Number(starts(b.person)) - Number(starts(a.person)) || b.weight - a.weight)
    .slice(0, MAX_PEOPLE)
    .map(({ person }) => person);
}

/** Nobody reads what is sent there. */
function isAutomatic(address: string): boolean {
  return /^(?:no-?reply|do-?not-?reply|mailer-daemon|bounces?)[+@-]/iu.test(address);
}
