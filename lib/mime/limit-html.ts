// Bounds HTML before a parser sees it: its length, and how deep it nests (parsers are quadratic in depth).

const MAX_LENGTH = 2 * 1024 * 1024;
const MAX_DEPTH = 200;
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Parsers close these by themselves when a sibling opens: unclosed runs of them are careless, not deep. */
const IMPLIED_END = new Set('p li dt dd option optgroup tr td th thead tbody tfoot'.split(' '));
const TAG = /<(?:!--|(\/?)([A-Za-z][^\s/>]*))/gu;

/** The HTML cut at 2 MB, with start tags beyond 200 levels taken out: their text stays. One linear pass. */
export function limitHtml(html: string): string {
  const text = html.length > MAX_LENGTH ? html.slice(0, MAX_LENGTH) : html;
  const open: string[] = [];
  const pieces: string[] = [];
  let kept = 0;
  TAG.lastIndex = 0;
  for (let match = TAG.exec(text); match; match = TAG.exec(text)) {
    if (match[2] === undefined) {
      const end = text.indexOf('-->', TAG.lastIndex);
      if (end < 0) break;
      TAG.lastIndex = end + 3;
      continue;
    }
    const name = match[2].toLowerCase();
    if (VOID.has(name)) continue;
    if (match[1] === '/') {
      close(open, name);
      continue;
    }
    const inside = IMPLIED_END.has(name) && open[open.length - 1] === name;
    if (inside) continue;
    if (open.length >= MAX_DEPTH) {
      const end = text.indexOf('>', TAG.lastIndex);
      pieces.push(text.slice(kept, match.index));
      kept = end < 0 ? text.length : end + 1;
      if (end < 0) break;
      TAG.lastIndex = kept;
    } else open.push(name);
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(kept);
}

/** Closes down to the nearest open element of this name, as parsers do; a stray end tag closes nothing. */
function close(open: string[], name: string): void {
  const at = open.lastIndexOf(name);
  if (at >= 0) open.length = at;
}
