// All sample mail of one person, folder by folder, dated relative to now.
import type { Account, SeededFolder } from '../types';
import { compose, type Letter } from './compose';
import { EXCHANGES, type Exchange } from './exchanges';
import { newsletters } from './newsletters';
import { worldLetters } from './scripts';
import { type Placed, specialLetters } from './special';

const SPECIAL_USE: Record<string, string> = {
  Drafts: '\\Drafts',
  Sent: '\\Sent',
  Archive: '\\Archive',
  Junk: '\\Junk',
  Trash: '\\Trash',
};
const FOLDERS = [
  'INBOX',
  ...Object.keys(SPECIAL_USE),
  'Projects',
  'Projects/House',
  'Projects/Brightworks',
  'Receipts',
];

/** The letters of a conversation that this person has, each with References to all earlier ones. */
function lettersOf(exchange: Exchange, me: Account): Placed[] {
  if (!exchange.people.some((person) => person.address === me.address)) return [];
  const ids = exchange.turns.map((_, i) => `<${exchange.key}-${i + 1}@demo.test>`);
  const last = exchange.turns.length - 1;
  return exchange.turns.map((turn, i): Placed => {
    const own = turn.from.address === me.address;
    const flags = [];
    if (own || turn.ago > (exchange.unreadSince ?? -1)) flags.push('\\Seen');
    const answeredByMe = exchange.turns[i + 1]?.from.address === me.address;
    if (!own && answeredByMe) flags.push('\\Answered');
    if (exchange.flagged && i === last) flags.push('\\Flagged');
    const letter: Letter = {
      ...turn,
      to: turn.to ?? exchange.people.filter((person) => person.address !== turn.from.address),
      subject: i === 0 ? exchange.subject : `Re: ${exchange.subject}`,
      id: ids[i],
      inReplyTo: ids[i - 1],
      references: ids.slice(0, i),
      flags,
    };
    return { folder: own ? 'Sent' : (exchange.folder ?? 'INBOX'), letter };
  });
}

/** What `me` finds after signing in: about 60 messages. */
export async function seedMail(me: Account, now: number): Promise<SeededFolder[]> {
  const who = { name: me.name, address: me.address };
  const placed: Placed[] = [
    ...EXCHANGES.flatMap((exchange) => lettersOf(exchange, me)),
    ...[...newsletters(who), ...worldLetters(who)].map((letter) => ({ folder: 'INBOX', letter })),
    ...specialLetters(who, now),
  ];
  placed.sort((a, b) => b.letter.ago - a.letter.ago);
  return Promise.all(
    FOLDERS.map(async (path) => ({
      path,
      specialUse: SPECIAL_USE[path] ?? null,
      messages: await Promise.all(
        placed.filter(({ folder }) => folder === path).map(({ letter }) => compose(letter, now)),
      ),
    })),
  );
}
