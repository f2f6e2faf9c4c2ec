// Chinese and Japanese are written without spaces, and the text index knows words by them: each sign is made a word of its own.

const SIGNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/**
 * They all are among these, and little else is; of pairs of surrogates the first tells, as most emoji have others. Without the 'u' flag, and
 * beginning with one set of signs: what is between them, nearly all of a text, is passed quickly then.
 */
const MAYBE =
  /[\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\ud81b\ud82b\ud82c\ud83c\ud840-\ud8ff][\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\ud81b\ud82b\ud82c\ud83c\ud840-\ud8ff\udc00-\udfff]*/g;

/** The text with spaces around such signs; any other text as it is. What is looked for is split the same way, as a phrase. */
export const splitSigns = (text: string): string =>
  text.replace(MAYBE, (signs) => signs.replace(SIGNS, ' $& '));
