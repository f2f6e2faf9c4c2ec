// Reads what a person types into the search box: words, "phrases" and operators.

/** A search. Empty lists and nulls do not narrow it. Dates are epoch ms: `after` <= date < `before`. */
export interface SearchQuery {
  words: string[];
  phrases: string[];
  from: string[];
  to: string[];
  subject: string[];
  hasAttachment: boolean;
  unread: boolean | null;
  starred: boolean | null;
  before: number | null;
  after: number | null;
  /** A role or a folder's name, lower case; null for everywhere. */
  in: string | null;
  /** What has the form of an operator and is none, or says what its operator does not take: it is among `words`. */
  notUnderstood: string[];
}

const TOKEN = /([a-z]+):("[^"]*"|\S+)|"([^"]*)"|(\S+)/giu;
const DATE = /^(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?$/u;
const DAY_MS = 24 * 3600_000;

/** The beginning of a day, a month or a year: 2026-01-31, 2026/1, 2026, today, yesterday. */
function beginning(value: string, now: number): number | null {
  const today = now - (now % DAY_MS);
  if (/^today$/iu.test(value)) return today;
  if (/^yesterday$/iu.test(value)) return today - DAY_MS;
  const match = DATE.exec(value);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const at = new Date(Date.UTC(year, month - 1, day));
  // A 31st of June would be the first of July.
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() : null;
}

/**
 * Understands from: to: subject: has:attachment is:unread|read|starred before: after: in:. An operator it does not know is text, and said
 * to be; so is in: with what `isFolder` says is none. Days are those of UTC.
 */
export function parseQuery(
  text: string,
  now = Date.now(),
  isFolder: (name: string) => boolean = () => true,
): SearchQuery {
  const query: SearchQuery = {
    words: [],
    phrases: [],
    from: [],
    to: [],
    subject: [],
    hasAttachment: false,
    unread: null,
    starred: null,
    before: null,
    after: null,
    in: null,
    notUnderstood: [],
  };
  for (const [whole, name, quoted, phrase, word] of text.slice(0, 1000).matchAll(TOKEN)) {
    if (phrase !== undefined) query.phrases.push(phrase);
    else if (word !== undefined) query.words.push(word.replace(/^"/u, ''));
    else {
      const value = quoted?.replace(/^"|"$/gu, '') ?? '';
      const key = name?.toLowerCase() ?? '';
      if ((key !== 'in' || isFolder(value)) && operator(query, key, value, now)) continue;
      query.words.push(whole);
      // An address of the web is meant as text.
      if (!quoted?.startsWith('//')) query.notUnderstood.push(whole);
    }
  }
  return query;
}

function operator(query: SearchQuery, name: string, value: string, now: number): boolean {
  switch (name) {
    case 'from':
    case 'to':
    case 'subject':
      query[name].push(value);
      return true;
    case 'has':
      if (!/^(attachment|file)s?$/iu.test(value)) return false;
      query.hasAttachment = true;
      return true;
    case 'is':
      return flag(query, value.toLowerCase());
    case 'before':
    case 'after': {
      const at = beginning(value, now);
      if (at === null) return false;
      query[name] = at;
      return true;
    }
    case 'in':
      query.in = value.toLowerCase();
      return true;
    default:
      return false;
  }
}

function flag(query: SearchQuery, value: string): boolean {
  if (value === 'unread' || value === 'read') query.unread = value === 'unread';
  else if (value === 'starred' || value === 'unstarred') query.starred = value === 'starred';
  else return false;
  return true;
}
