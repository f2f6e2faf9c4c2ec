// The first wall of safe reading: an allow-list of what an HTML message may contain.
import sanitize from 'sanitize-html';

/** How to treat what the HTML refers to. */
export interface SanitizeOptions {
  images: 'blocked' | 'proxied';
  /** Address of an attached image, null when the message has no such part. */
  cidUrl: (contentId: string) => string | null;
  /** Address at our image proxy. */
  proxyUrl: (url: string) => string;
}

const MAX_HTML = 2_000_000;
const TAGS =
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );
const ATTRIBUTES = [
  'align',
  'bgcolor',
  'border',
  'cellpadding',
  'cellspacing',
  'class',
  'color',
  'colspan',
  'dir',
  'face',
  'height',
  'lang',
  'rowspan',
  'size',
  'start',
  'style',
  'title',
  'type',
  'valign',
  'width',
];
const ANY = [/^[^\\<>]*$/u];
const STYLES = Object.fromEntries(
  'background background-color background-image border border-bottom border-collapse border-color border-left border-radius border-right border-spacing border-style border-top border-width box-sizing clear color direction display float font font-family font-size font-style font-weight height letter-spacing line-height list-style list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity overflow-wrap padding padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration text-indent text-transform vertical-align white-space width word-break word-spacing word-wrap'
    .split(' ')
    .map((name) => [name, ANY]),
);
const REMOTE = /^(https?:)?\/\//iu;

/** Sanitized HTML, and whether it refers to anything remote (blocked or not). Never throws. */
export function sanitizeHtml(
  html: string,
  options: SanitizeOptions,
): { html: string; hasRemoteContent: boolean } {
  let hasRemoteContent = false;
  /** What an image or background may load: attached, embedded, or proxied. Null: nothing. */
  const source = (address: string): string | null => {
    const url = address.trim();
    if (/^cid:/iu.test(url)) return options.cidUrl(decodeSafely(url.slice(4)).replace(/^<|>$/gu, ''));
    if (/^data:image\/(png|jpe?g|gif|webp);base64,/iu.test(url)) return url;
    if (!REMOTE.test(url)) return null;
    hasRemoteContent = true;
    return options.images === 'proxied' ? options.proxyUrl(url.replace(/^\/\//u, 'https://')) : null;
  };
  const style = (text: string) =>
    text.replace(
      /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"]*))\s*\)/giu,
      (_, a?: string, b?: string, c?: string) => {
        const url = source(a ?? b ?? c ?? '');
        return url ? `url("${url.replace(/["\\<>]/gu, encodeURIComponent)}")` : 'none';
      },
    );
  const attributes = (tag: string, given: sanitize.Attributes): sanitize.Tag => {
    const kept = { ...given };
    if (kept.style) kept.style = style(kept.style);
    if (kept.background) {
      const url = source(kept.background);
      if (url)
        kept.style = `${kept.style ?? ''};background-image:url("${url.replace(/["\\<>]/gu, encodeURIComponent)}")`;
      delete kept.background;
    }
    if (tag === 'img') {
      const url = source(kept.src ?? '');
      delete kept.src;
      if (url) kept.src = url;
    }
    if (tag === 'a' && kept.href !== undefined) {
      const href = kept.href.trim().replace(/^\/\//u, 'https://');
      delete kept.href;
      if (/^(https?:\/\/|mailto:|tel:)/iu.test(href)) {
        kept.href = href;
        kept.target = '_blank';
        kept.rel = 'noopener noreferrer';
      }
    }
    return { tagName: tag, attribs: kept };
  };
  try {
    const clean = sanitize(flatten(html.slice(0, MAX_HTML)), {
      allowedTags: TAGS,
      allowedAttributes: { '*': ATTRIBUTES, a: ['href', 'target', 'rel', 'name'], img: ['src', 'alt'] },
      allowedSchemes: ['http', 'https', 'mailto', 'tel', 'data'],
      allowedSchemesAppliedToAttributes: ['href', 'src'],
      allowProtocolRelative: false,
      allowedStyles: { '*': STYLES },
      nonTextTags: [
        'script',
        'style',
        'textarea',
        'option',
        'noscript',
        'title',
        'xmp',
        'svg',
        'math',
        'template',
      ],
      nestingLimit: 100,
      transformTags: { '*': attributes },
      parseStyleAttributes: true,
    });
    return { html: clean, hasRemoteContent };
  } catch {
    return {
      html: sanitize(html.slice(0, MAX_HTML), { allowedTags: [], allowedAttributes: {} }),
      hasRemoteContent,
    };
  }
}

/** Comments and conditional comments go first: a parser may see in them what a browser does not. */
function flatten(html: string): string {
  return html.replaceAll('\0', '').replace(/<!--[\s\S]*?(-->|$)/gu, '');
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
