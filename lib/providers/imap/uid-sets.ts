// Writes UIDs as sequence sets (RFC 3501 9), short enough for servers that bound the length of a command line.

/** Dovecot takes 64 KB a line, others 8 KB (RFC 7162 4): the set is nearly all of it. */
const LONGEST = 4000;

/** The UIDs, each once and ascending, as sets such as '1:3,7'; none for no UIDs. */
export function uidSets(uids: Iterable<number>, longest = LONGEST): string[] {
  const sorted = [...new Set(uids)].sort((a, b) => a - b);
  const sets: string[] = [];
  let set = '';
  for (let i = 0; i < sorted.length; ) {
    const first = sorted[i]!;
    let last = first;
    while (sorted[i + 1] === last + 1) last = sorted[++i]!;
    i++;
    const range = first === last ? `${first}` : `${first}:${last}`;
    if (set !== '' && set.length + range.length + 1 > longest) {
      sets.push(set);
      set = '';
    }
    set = set === '' ? range : `${set},${range}`;
  }
  if (set !== '') sets.push(set);
  return sets;
}
