// Turns a search into an FTS5 MATCH expression; nothing a person types can be read as FTS5 syntax.
import type { SearchQuery } from './parse-query';

/** Has a letter, a digit or a symbol that the tokenizer keeps: else FTS5 would see an empty phrase. */
const TOKEN = /[\p{L}\p{N}\p{Co}]/u;

const quote = (text: string) => `"${text.replaceAll('\0', ' ').replaceAll('"', '""')}"`;

/** Null when the search has no text to match. Each word matches as a beginning, so that results come while one types. */
export function toMatch(query: SearchQuery): string | null {
  const terms = [
    ...query.words.filter((word) => TOKEN.test(word)).map((word) => `${quote(word)}*`),
    ...query.phrases.filter((phrase) => TOKEN.test(phrase)).map(quote),
    ...query.subject.filter((word) => TOKEN.test(word)).map((word) => `subject : ${quote(word)}*`),
    ...[...query.from, ...query.to]
      .filter((word) => TOKEN.test(word))
      .map((word) => `people : ${quote(word)}*`),
  ];
  return terms.length > 0 ? terms.join(' AND ') : null;
}
