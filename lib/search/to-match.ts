// Turns a search into an FTS5 MATCH expression; nothing a person types can be read as FTS5 syntax.
import type { SearchQuery } from './parse-query';
import { isFunctionWord } from './function-words';
import { splitSigns } from './split-signs';

/** Has a letter, a digit or a symbol that the tokenizer keeps: else FTS5 would see an empty phrase. */
const TOKEN = /[\p{L}\p{N}\p{Co}]/u;

const quote = (text: string) => `"${splitSigns(text).trim().replaceAll('\0', ' ').replaceAll('"', '""')}"`;

/** Up to two letters begin too many words: what ends so is looked for as it is. In other scripts two signs say more. */
const SHORT =
  /(?:^|[^\p{L}\p{N}\p{M}\p{Co}])[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Nd}]{1,2}[^\p{L}\p{N}\p{M}\p{Co}]*$/u;

const beginning = (word: string) => (SHORT.test(word) ? quote(word) : `${quote(word)}*`);
const beginningOfText = (word: string) => (isFunctionWord(word) ? quote(word) : beginning(word));

/**
 * Null when the search has no text to match. Each word of three letters and more matches as a beginning, so that results come while one
 * types; 'the' and its like are looked for as they are in text and subject.
 */
export function toMatch(query: SearchQuery): string | null {
  const terms = [
    ...query.words.filter((word) => TOKEN.test(word)).map(beginningOfText),
    ...query.phrases.filter((phrase) => TOKEN.test(phrase)).map(quote),
    ...query.subject.filter((word) => TOKEN.test(word)).map((word) => `subject : ${beginningOfText(word)}`),
    ...[...query.from, ...query.to]
      .filter((word) => TOKEN.test(word))
      .map((word) => `people : ${beginning(word)}`),
  ];
  return terms.length > 0 ? terms.join(' AND ') : null;
}
