// The line of text that a list shows below the subject.
import { cut } from './clean-text';

const MAX_SNIPPET = 140;
const MAX_READ = 20_000;
/** What newsletters fill their hidden first line with, so that nothing else shows in lists. */
const PADDING =
  /\u00ad|\u034f|\u061c|\u115f|\u1160|\u17b4|\u17b5|\u180e|\u200b|\u200e|\u200f|[\u202a-\u202e]|\u2007|[\u2060-\u206f]|\u2800|\u3164|\ufeff|\uffa0|\ufffc|\ufffd/gu;
/** Joiners have a meaning inside words and emoji, and none anywhere else. */
const IDLE_JOINER =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;
/** Without such there is neither. */
const FOREIGN = /[^\0-\x7f]/;
const LINK = /:\/\/|mailto:|cid:|www\.|\[/i;
/** Each that is no single space. */
const ODD_SPACE = /[\p{Cc}\s]{2,}|\p{Cc}|[^\S ]/gu;
const URL = /\b(?:https?:\/\/|www\.)\S+/giu;
/** 'On Monday Ann wrote:' in the languages mail programs write it in. */
const ATTRIBUTION =
  /^.{0,200}(?:\bwrote|\bschrieb\b.{0,100}|a écrit|escribió|ha scritto|escreveu|schreef\b.{0,100}|\bskrev\b.{0,100}|napisał\(a\)|написал\(?а?\)?)\s?:$/iu;
const FORWARD_RULE = /^[-_=*\s]{3,}.{0,60}[-_=*\s]*$/u;

/** At most 140 characters of the first real text: no quotes, signature, links or padding. '' when there is none. */
export function snippetOf(text: string): string {
  const words: string[] = [];
  let length = 0;
  for (const line of lines(text.slice(0, MAX_READ))) {
    if (/^-- ?$/u.test(line) && length > 0) break;
    if (/^\s*>/u.test(line)) continue;
    const plain = withoutLinks(FOREIGN.test(line) ? line.replace(PADDING, '').replace(IDLE_JOINER, '') : line)
      .replace(ODD_SPACE, ' ')
      .trim();
    if (
      plain === '' ||
      (plain.endsWith(':') && ATTRIBUTION.test(plain)) ||
      (FORWARD_RULE.test(plain) && !/\p{L}/u.test(plain))
    )
      continue;
    words.push(plain);
    length += plain.length + 1;
    if (length > MAX_SNIPPET) break;
  }
  const all = words.join(' ');
  return all.length <= MAX_SNIPPET ? all : `${cut(all, MAX_SNIPPET - 1).trimEnd()}…`;
}

/** Most lines have none. */
const withoutLinks = (line: string) =>
  LINK.test(line)
    ? line
        .replace(/[<([]\s*(?:https?:\/\/|mailto:|www\.|cid:)[^\s>)\]]{0,2000}\s?[>)\]]/giu, ' ')
        .replace(/\[(?:image|cid|inline)[^\]]{0,200}\]/giu, ' ')
        .replace(URL, ' ')
    : line;

/** One after the other: of most texts the first few will do. */
function* lines(text: string): Generator<string> {
  const ends = /\r\n|\n|\r/gu;
  let from = 0;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield text.slice(from, end.index);
    from = ends.lastIndex;
  }
  yield text.slice(from);
}
