// Suggests recipients: people of recent conversations, those one writes to before those who write.
import type { Address } from '@/lib/contract/mail';
import { store } from '@/lib/store/db';
import { type MessagePeople, recentPeople } from '@/lib/store/people';

const MAX_PEOPLE = 10;

/** People whose name or address contains all words of `text`; none for an empty one. */
export async function findPeople(userId: number, text: string): Promise<Address[]> {
  const words = text
    .toLowerCase()
    .split(/[\s"]+/u)
    .filter(Boolean);
  const first = words[0];
  if (first === undefined) return [];
  return rankPeople(await recentPeople(await store(), userId, first), words);
}

/** The likeliest first. Each address once, with the newest name it came with. */
export function rankPeople(messages: MessagePeople[], words: string[]): Address[] {
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
      return address.includes('@') && !isAutomatic(address) && words.every((word) => hay.includes(word));
    })
    .sort((a, b) => Number(starts(b.person)) - Number(starts(a.person)) || b.weight - a.weight)
    .slice(0, MAX_PEOPLE)
    .map(({ person }) => person);
}

/** Nobody reads what is sent there. */
function isAutomatic(address: string): boolean {
  return /^(?:no-?reply|do-?not-?reply|mailer-daemon|bounces?)[+@-]/iu.test(address);
}
