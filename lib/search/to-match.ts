// Turns a search into an FTS5 MATCH expression; nothing a person types can be read as FTS5 syntax.
import type { SearchQuery } from './parse-query';
import { splitSigns } from './split-signs';

/** Has a letter, a digit or a symbol that the tokenizer keeps: else FTS5 would see an empty phrase. */
const TOKEN = /[\p{L}\p{N}\p{Co}]/u;

const quote = (text: string) => `"${splitSigns(text).trim().replaceAll('\0', ' ').replaceAll('"', '""')}"`;

/** Up to two Latin letters or digits begin too many words: they are looked for as a word of its own. */
const SHORT = /^[^\p{L}\p{N}\p{Co}]*[\p{Script=Latin}\p{Nd}]{1,2}[^\p{L}\p{N}\p{Co}]*$/u;

const beginning = (word: string) => (SHORT.test(word) ? quote(word) : `${quote(word)}*`);

/** Null when the search has no text to match. Each word matches as a beginning, so that results come while one types. */
export function toMatch(query: SearchQuery): string | null {
  const terms = [
    ...query.words.filter((word) => TOKEN.test(word)).map(beginning),
    ...query.phrases.filter((phrase) => TOKEN.test(phrase)).map(quote),
    ...query.subject.filter((word) => TOKEN.test(word)).map((word) => `subject : ${beginning(word)}`),
    ...[...query.from, ...query.to]
      .filter((word) => TOKEN.test(word))
      .map((word) => `people : ${beginning(word)}`),
  ];
  return terms.length > 0 ? terms.join(' AND ') : null;
}
