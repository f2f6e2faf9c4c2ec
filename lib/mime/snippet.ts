// The first words of a message, for its row in the list.

const MAX = 140;
const ATTRIBUTION =
  /^(on .{5,200}wrote:|am .{5,200}schrieb.{0,100}:|le .{5,200}a écrit\s*:|-{3,}.{0,40}(original|forwarded).*)$/iu;

/** Up to 140 characters of what the sender wrote: no quotes, no signature, no padding characters. */
export function snippetOf(text: string): string {
  const lines: string[] = [];
  let length = 0;
  for (const raw of text.slice(0, 20_000).split('\n')) {
    const line = raw.replace(/\p{Cf}|\u034f|\u2007/gu, '').trim();
    if (line === '--') break;
    if (line.startsWith('>') || ATTRIBUTION.test(line)) continue;
    const words = line.replace(/[[(<]?https?:\/\/\S+/gu, '').replace(/[-=_*#~]{4,}/gu, '');
    if (words.trim() === '') continue;
    lines.push(words);
    length += words.length;
    if (length > MAX) break;
  }
  const snippet = lines.join(' ').replace(/\s+/gu, ' ').trim();
  return [...snippet].slice(0, MAX).join('');
}
