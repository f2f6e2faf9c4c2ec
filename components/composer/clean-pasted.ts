// Cleans HTML from the clipboard: what Word, Google Docs and web pages put there becomes the few elements of the editor.
//
// It reads what a browser or an office program has serialized; what is left goes through the editor's own schema, which drops
// whatever it does not know.

// No '<' outside quotes: else each tag that is never closed would be looked through to the end of all.
const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<!\[[^<>]*>|<![^<>]*>|<\?[^<>]*>|<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>|[^<]+|</g;
/** Deeper than people nest; what is below is text. */
const MAX_DEPTH = 100;
const KEPT = new Set(
  'p br b strong em i u s a ul ol li blockquote h1 h2 h3 pre code hr img table tbody tr td th sub sup'.split(
    ' ',
  ),
);
const RENAMED: Record<string, string> = {
  div: 'p',
  h4: 'h3',
  h5: 'h3',
  h6: 'h3',
  del: 's',
  strike: 's',
  ins: 'u',
  tt: 'code',
  kbd: 'code',
  samp: 'code',
  thead: 'tbody',
  tfoot: 'tbody',
};
/** Their content is no text. */
const DROPPED = new Set(
  'style script title head xml template svg math noscript object iframe select button'.split(' '),
);
const VOID = new Set(['br', 'hr', 'img']);
const BLOCKS = new Set('p h1 h2 h3 ul ol li blockquote pre hr table tr td th'.split(' '));
const HOLDERS = new Set(['p', 'td', 'th', 'li', 'h1', 'h2', 'h3']);
const ATTRIBUTES: Record<string, string[]> = {
  a: ['href'],
  img: ['src', 'alt', 'width', 'height'],
  ol: ['start'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
};

interface Open {
  /** As it stood in the source. */
  tag: string;
  /** As it stands in the result. */
  name: string;
  /** What ends it in the result. */
  close: string;
}

/** What the editor copied itself is left as it is: it knows what it wrote. */
export function cleanPasted(html: string): string {
  return html.includes('data-pm-slice') ? html : new Cleaner().clean(html);
}

class Cleaner {
  #out = '';
  #open: Open[] = [];
  /** Lists of Word that are open: it writes them as paragraphs. */
  #wordLists: string[] = [];
  /** An element whose content is not wanted, and how often it is open inside itself. */
  #dropping: { tag: string; depth: number } | null = null;
  /** Inside the bullet or number that Word writes out. */
  #bullet: { text: string; level: number; depth: number } | null = null;

  clean(html: string): string {
    const fragment = /<!--StartFragment-->([\s\S]*?)(?:<!--EndFragment-->|$)/.exec(html)?.[1] ?? html;
    for (const [whole, slash, name, rest] of fragment.matchAll(TOKEN)) {
      if (name === undefined) this.#text(whole);
      else if (slash) this.#close(name.toLowerCase());
      else this.#start(name.toLowerCase(), rest ?? '');
    }
    while (this.#open.length > 0) this.#out += this.#open.pop()?.close;
    this.#endWordLists(0);
    return this.#out.replace(/<p>\s*<\/p>(?=<(?:ul|ol|table|h[123]|blockquote)>)/g, '').trim();
  }

  #text(text: string): void {
    if (text.startsWith('<!') || text.startsWith('<?') || this.#dropping) return;
    if (this.#bullet) this.#bullet.text += text;
    else if (text === '<') this.#out += '&lt;';
    else this.#out += this.#isInPre() ? text : text.replace(/\s+/g, ' ');
  }

  #isInPre(): boolean {
    return this.#open.some(({ tag }) => tag === 'pre');
  }

  #start(tag: string, rest: string): void {
    if (this.#dropping) {
      if (tag === this.#dropping.tag) this.#dropping.depth++;
      return;
    }
    if (DROPPED.has(tag)) {
      this.#dropping = { tag, depth: 1 };
      return;
    }
    if (this.#open.length >= MAX_DEPTH) return;
    const given = attributesOf(rest);
    const style = declarationsOf(given.style ?? '');
    if (this.#bullet) {
      this.#bullet.depth++;
      return;
    }
    if (style['mso-list']?.toLowerCase() === 'ignore') {
      this.#bullet = { text: '', level: this.#pendingLevel, depth: 1 };
      return;
    }
    if (style.display === 'none' || style['mso-hide'] === 'all') {
      this.#dropping = { tag, depth: 1 };
      return;
    }
    const level = Number(/\blevel(\d)/.exec(style['mso-list'] ?? '')?.[1] ?? 0);
    if (level > 0 && BLOCKS.has(RENAMED[tag] ?? tag)) {
      this.#pendingLevel = level;
      this.#open.push({ tag, name: 'li', close: '</li>' });
      return;
    }
    this.#element(tag, given, style);
  }

  #pendingLevel = 0;

  #element(tag: string, given: Record<string, string>, style: Record<string, string>): void {
    let name = RENAMED[tag] ?? tag;
    // A page's layout is made of blocks in blocks; a paragraph holds none.
    if (tag === 'div' && this.#open.some((outer) => HOLDERS.has(outer.name))) name = 'span';
    if (BLOCKS.has(name)) this.#endWordLists(0);
    if (/^(?:normal|400)$/.test(style['font-weight'] ?? '') && (name === 'b' || name === 'strong'))
      name = 'span';
    if (VOID.has(name)) {
      if (name !== 'img' || /^(?:https?:|data:image\/|cid:)/i.test(given.src ?? ''))
        this.#out += `<${name}${written(name, given)}>`;
      return;
    }
    const marks = marksOf(name, style);
    const isKept = KEPT.has(name) && !(name === 'a' && !/^(?:https?:|mailto:|tel:)/i.test(given.href ?? ''));
    this.#out += (isKept ? `<${name}${written(name, given)}>` : '') + marks.map(({ open }) => open).join('');
    const close = marks
      .map((mark) => mark.close)
      .reverse()
      .join('');
    this.#open.push({ tag, name, close: close + (isKept ? `</${name}>` : '') });
  }

  #close(tag: string): void {
    if (this.#dropping) {
      if (tag === this.#dropping.tag && --this.#dropping.depth === 0) this.#dropping = null;
      return;
    }
    if (this.#bullet) {
      if (--this.#bullet.depth === 0) this.#endBullet(this.#bullet);
      return;
    }
    const at = this.#open.findLastIndex((open) => open.tag === tag);
    if (at === -1) return;
    for (const { close } of this.#open.splice(at).reverse()) this.#out += close;
  }

  /** The written-out bullet says which kind of list it is. */
  #endBullet({ text, level }: { text: string; level: number }): void {
    this.#bullet = null;
    const kind = /^(?:\s|&nbsp;)*\(?(?:\d+|[a-z]|[ivxlc]+)[.)]/i.test(text) ? 'ol' : 'ul';
    this.#endWordLists(level);
    while (this.#wordLists.length < level) {
      this.#wordLists.push(kind);
      this.#out += `<${kind}>`;
    }
    this.#out += '<li>';
  }

  #endWordLists(level: number): void {
    while (this.#wordLists.length > level) this.#out += `</${this.#wordLists.pop()}>`;
  }
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', double, single, bare] of text.matchAll(
    /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  ))
    found[name.toLowerCase()] ??= double ?? single ?? bare ?? '';
  return found;
}

function declarationsOf(style: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const declaration of style.replaceAll('&quot;', "'").split(';')) {
    const colon = declaration.indexOf(':');
    if (colon > 0)
      found[declaration.slice(0, colon).trim().toLowerCase()] = declaration.slice(colon + 1).trim();
  }
  return found;
}

function written(name: string, given: Record<string, string>): string {
  return (ATTRIBUTES[name] ?? [])
    .flatMap((attribute) => {
      const value = given[attribute];
      return value === undefined
        ? []
        : [` ${attribute}="${value.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`];
    })
    .join('');
}

/** What a program said with styles, as elements. Headings are bold by themselves. */
function marksOf(name: string, style: Record<string, string>): { open: string; close: string }[] {
  const marks: { open: string; close: string }[] = [];
  const add = (tag: string, isWanted: boolean) => {
    if (isWanted && name !== tag) marks.push({ open: `<${tag}>`, close: `</${tag}>` });
  };
  if (BLOCKS.has(name)) return marks;
  const line = `${style['text-decoration'] ?? ''} ${style['text-decoration-line'] ?? ''}`;
  add('b', /^(?:bold|bolder|[6-9]00)$/.test(style['font-weight'] ?? '') && name !== 'strong');
  add('i', style['font-style'] === 'italic' && name !== 'em');
  add('u', line.includes('underline') && name !== 'a');
  add('s', line.includes('line-through'));
  add('sub', style['vertical-align'] === 'sub');
  add('sup', style['vertical-align'] === 'super');
  const color = style.color ?? '';
  if (name !== 'a' && isColour(color))
    marks.push({ open: `<span style="color: ${color}">`, close: '</span>' });
  return marks;
}

/** Black, white and grey are the other page's paper and ink, not an emphasis. */
function isColour(color: string): boolean {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  const rgb = /^rgba?\((\d+),\s*(\d+),\s*(\d+)/.exec(color);
  const parts = hex?.slice(1).map((part) => Number.parseInt(part, 16)) ?? rgb?.slice(1).map(Number);
  return parts !== undefined && Math.max(...parts) - Math.min(...parts) > 60;
}
