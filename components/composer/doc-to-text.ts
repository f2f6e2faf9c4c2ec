// The plain text of what was written in the rich editor, laid out as people write plain mail.

/** A node or mark of the editor's JSON document. */
export interface DocNode {
  type?: string;
  text?: string;
  attrs?: Record<string, unknown>;
  content?: DocNode[];
  marks?: { type: string; attrs?: Record<string, unknown> }[];
}

/** Lists as '- ' and '1. ', quotes as '> ', tables a row a line, links with their address, pictures by their description. */
export function docToText(doc: DocNode): string {
  return (
    blocks(doc.content ?? [])
      .join('\n')
      // The mark of a signature keeps its space (RFC 3676 4.3).
      .replace(/^.*$/gm, (line) => (line === '-- ' ? line : line.trimEnd()))
  );
}

/** One string a line. */
function blocks(nodes: DocNode[]): string[] {
  return nodes.flatMap((node) => block(node));
}

function block(node: DocNode): string[] {
  const children = node.content ?? [];
  switch (node.type) {
    case 'blockquote':
      return blocks(children).map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
    case 'bulletList':
      return children.flatMap((item) => listItem(item, '- '));
    case 'orderedList': {
      const start = typeof node.attrs?.start === 'number' ? node.attrs.start : 1;
      return children.flatMap((item, index) => listItem(item, `${start + index}. `));
    }
    case 'horizontalRule':
      return ['----'];
    case 'image':
      return [imageText(node)];
    case 'table':
      return children.map((row) =>
        (row.content ?? []).map((cell) => blocks(cell.content ?? []).join(' ')).join(' | '),
      );
    default:
      return inline(children).split('\n');
  }
}

function listItem(item: DocNode, bullet: string): string[] {
  const indent = ' '.repeat(bullet.length);
  return blocks(item.content ?? []).map((line, index) => (index === 0 ? bullet : indent) + line);
}

function inline(nodes: DocNode[]): string {
  return nodes
    .map((node, index) => {
      if (node.type === 'hardBreak') return '\n';
      if (node.type === 'image') return imageText(node);
      const href = linkOf(node);
      // A link's address follows the last piece of its text, unless the text is the address.
      if (!href || linkOf(nodes[index + 1]) === href) return node.text ?? '';
      let whole = node.text ?? '';
      for (let i = index - 1; i >= 0 && linkOf(nodes[i]) === href; i--)
        whole = (nodes[i]?.text ?? '') + whole;
      return isSameAddress(whole, href) ? (node.text ?? '') : `${node.text ?? ''} <${href}>`;
    })
    .join('');
}

const linkOf = (node: DocNode | undefined) => {
  const href = node?.marks?.find(({ type }) => type === 'link')?.attrs?.href;
  return typeof href === 'string' ? href : null;
};

const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
const isSameAddress = (text: string, href: string) => bare(text.trim()) === bare(href);

function imageText(node: DocNode): string {
  const alt = node.attrs?.alt;
  return typeof alt === 'string' && alt ? `[${alt}]` : '[image]';
}
