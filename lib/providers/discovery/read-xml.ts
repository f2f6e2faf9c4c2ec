// Reads the small XML of configuration files: elements, attributes, text, CDATA. No DOCTYPE, no entities of its own, bounded.

/** An element. `text` is all text directly in it, trimmed. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const MAX_CHARACTERS = 256 * 1024;
const MAX_DEPTH = 32;
const NAME = String.raw`[A-Za-z_][\w.:-]*`;
const ATTRIBUTE = String.raw`\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*')`;
/** A start, end or empty tag, from where it is looked for. */
const TAG = new RegExp(String.raw`<(/?)(${NAME})((?:${ATTRIBUTE})*)\s*(/?)>`, 'uy');
/** What is no element: how it starts, how it ends, and whether it is text. */
const OTHERS = [
  { start: '<!--', end: '-->', isText: false },
  { start: '<![CDATA[', end: ']]>', isText: true },
  { start: '<?', end: '?>', isText: false },
];
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The root element. Throws an Error that says what is not well-formed; one pass, whatever the text. */
export function readXml(document: string): XmlElement {
  const source = document.replace(/^\uFEFF/u, '');
  if (source.length > MAX_CHARACTERS) throw new Error('The document is too large.');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let at = 0;
  while (at < source.length) {
    const parent = open.at(-1)!;
    const next = source.indexOf('<', at);
    parent.text += toText(source.slice(at, next < 0 ? undefined : next));
    if (next < 0) break;
    const other = OTHERS.find(({ start }) => source.startsWith(start, next));
    if (other) {
      const end = source.indexOf(other.end, next + other.start.length);
      if (end < 0) throw new Error(`${other.start} is not closed.`);
      if (other.isText) parent.text += source.slice(next + other.start.length, end);
      at = end + other.end.length;
      continue;
    }
    // A document type comes to nothing here as well: no entities but XML's own five.
    TAG.lastIndex = next;
    const tag = TAG.exec(source);
    if (!tag) throw new Error('A tag is not well-formed.');
    at = TAG.lastIndex;
    takeTag(tag, open);
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)!.name}> is not closed.`);
  const [first, second] = root.children;
  if (!first || second || root.text.trim() !== '') throw new Error('There must be one root element.');
  return first;
}

function takeTag([, slash, name, attributes, isEmpty]: RegExpExecArray, open: XmlElement[]): void {
  const parent = open.at(-1)!;
  if (slash) {
    if (open.length === 1 || parent.name !== name) throw new Error(`</${name}> closes nothing.`);
    parent.text = parent.text.trim();
    open.pop();
    return;
  }
  const element = { name: name!, attributes: readAttributes(attributes!), children: [], text: '' };
  parent.children.push(element);
  if (isEmpty) return;
  if (open.length > MAX_DEPTH) throw new Error('The document is too deep.');
  open.push(element);
}

/** The children of this name. */
export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** The text of the first child of this name. */
export const textOf = (element: XmlElement | undefined, name: string): string | undefined =>
  childrenOf(element, name)[0]?.text;

function readAttributes(source: string): Record<string, string> {
  const pairs = [...source.matchAll(new RegExp(String.raw`(${NAME})\s*=\s*(["'])([^]*?)\2`, 'gu'))];
  return Object.fromEntries(pairs.map(([, name, , value]) => [name, toText(value!)]));
}

function toText(source: string): string {
  return source.replace(/&([^;\s&]{0,10});?/gu, (all, name: string) => {
    const code = /^#(?:x([0-9a-f]+)|(\d+))$/iu.exec(name);
    const point = code ? Number.parseInt(code[1] ?? code[2]!, code[1] ? 16 : 10) : null;
    const text =
      point === null ? ENTITIES[name] : point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
    if (text === undefined || !all.endsWith(';')) throw new Error(`${all} is not known.`);
    return text;
  });
}
