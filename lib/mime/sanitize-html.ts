// The first wall of safe reading: an allow-list of what an HTML message may contain. What comes out is written anew, balanced.
import sanitize from 'sanitize-html';
import { htmlToText } from './html-to-text';
import { limitHtml } from './limit-html';
import { WORDS_OF_AN_IMAGE } from './missing-image';
import { paintDark } from './paint-dark';
import { cleanDeclarations, cleanStylesheet } from './sanitize-css';
import { escapeHtml } from './text-to-html';

/** How to treat what the HTML refers to. */
export interface SanitizeOptions {
  images: 'blocked' | 'proxied';
  /** Address of an attached image, null when the message has no such part. */
  cidUrl: (contentId: string) => string | null;
  /** Address at our image proxy. `words` stand in the place of an image that cannot be had, '' for none; a background has none at all. */
  proxyUrl: (url: string, words?: string) => string;
  /** Colours get a second value for dark paper: only for a page that is shown on it. */
  dark?: boolean;
}

/** `css` is the cleaned style sheet, for a document of the message's own (htmlPage); `html` holds none. */
export interface SanitizedHtml {
  html: string;
  css: string;
  /** It refers to something remote, blocked or not. */
  hasRemoteContent: boolean;
}

const TAGS = (
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn ' +
  'dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu nav ol p pre ' +
  'q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');
const ATTRIBUTES = (
  'align bgcolor border cellpadding cellspacing class color colspan dir face height hspace lang nowrap rowspan rules size ' +
  'span start style summary title type valign vspace width'
).split(' ');
/** Their content is no text for people. */
const DROPPED = (
  'script style textarea option select noscript title xmp svg math template iframe noembed noframes object embed applet ' +
  'audio video canvas plaintext'
).split(' ');
const MAX_STYLESHEETS = 20;
const DATA_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*$/iu;

/** Sanitized HTML, and whether it refers to anything remote. Never throws; input is bounded by `limitHtml`. */
export function sanitizeHtml(html: string, options: SanitizeOptions): SanitizedHtml {
  const found = { remote: false, sheets: [] as string[] };
  const url = imageFilter(options, found);
  const style = (css: string) => cleanDeclarations(css, url, options.dark ? paintDark : undefined);
  try {
    const clean = sanitize(limitHtml(html.replaceAll('\0', '')), {
      allowedTags: [...TAGS, 'style'],
      // <style> is read below and never written.
      allowVulnerableTags: true,
      allowedAttributes: {
        '*': ATTRIBUTES,
        a: ['href', 'target', 'rel'],
        img: ['src', 'alt'],
        ol: ['reversed'],
        details: ['open'],
        style: [],
      },
      // Addresses were checked and rewritten by `rewrite`, which is stricter.
      allowedSchemes: ['http', 'https', 'mailto', 'data'],
      allowedSchemesAppliedToAttributes: ['href'],
      allowProtocolRelative: false,
      nonTextTags: DROPPED.filter((tag) => tag !== 'style'),
      nestingLimit: 256,
      parseStyleAttributes: false,
      transformTags: {
        '*': (tag, given) => rewrite(tag, given, { url, style, dark: options.dark === true }),
      },
      exclusiveFilter: (frame) => {
        if (frame.tag !== 'style') return false;
        if (found.sheets.length < MAX_STYLESHEETS) found.sheets.push(frame.text);
        return true;
      },
    });
    const css = found.sheets
      .map((sheet) => cleanStylesheet(sheet, url, options.dark ? paintDark : undefined))
      .join('\n')
      .trim();
    return { html: clean, css, hasRemoteContent: found.remote };
  } catch {
    return { html: escapeHtml(htmlToText(html)), css: '', hasRemoteContent: found.remote };
  }
}

/** What an image or background may load: attached, embedded, or proxied. */
function imageFilter(
  options: SanitizeOptions,
  found: { remote: boolean },
): (url: string, words?: string) => string | null {
  return (given, words) => {
    const url = given.replace(/[\p{Cc}]/gu, '').trim();
    if (/^cid:/iu.test(url)) return options.cidUrl(decodeSafely(url.slice(4)).replace(/^<|>$/gu, ''));
    if (DATA_IMAGE.test(url)) return url;
    if (!/^(?:https?:)?\/\//iu.test(url)) return null;
    found.remote = true;
    return options.images === 'proxied' ? options.proxyUrl(url.replace(/^\/\//u, 'https://'), words) : null;
  };
}

interface Rewriting {
  url: (address: string, words?: string) => string | null;
  /** Cleans declarations. */
  style: (css: string) => string;
  dark: boolean;
}

/** Attributes as they may stay. The body's own colours go on to a block that stands for it. */
function rewrite(tag: string, given: sanitize.Attributes, { url, style, dark }: Rewriting): sanitize.Tag {
  const kept: sanitize.Attributes = { ...given };
  const styles = [
    // An attribute has no second value for dark paper.
    ...(tag === 'body' || dark ? oldColors(tag, kept).map(style) : []),
    ...(kept.style === undefined ? [] : [style(kept.style)]),
    ...(kept.background ? [style(backgroundOf(kept.background))] : []),
  ].filter((text) => text !== '');
  delete kept.style;
  if (styles.length > 0) kept.style = styles.join('; ');
  // The width may depend on a remote picture; srcset would load past the proxy.
  if (tag === 'img')
    replace(
      kept,
      'src',
      url(kept.src === undefined ? firstOf(kept.srcset) : kept.src, kept.alt ?? WORDS_OF_AN_IMAGE),
    );
  if (tag === 'a' && kept.href !== undefined) link(kept);
  return { tagName: tag === 'body' ? 'div' : tag, attribs: kept };
}

/** The colours that old HTML gives as attributes, as CSS; the attributes go. A colour without '#' is one there. */
function oldColors(tag: string, attributes: sanitize.Attributes): string[] {
  const asCss = (property: string, name: string) => {
    const value = attributes[name]?.trim() ?? '';
    delete attributes[name];
    return /^#?\w{1,30}$/u.test(value)
      ? [`${property}: ${/^(?:[\da-f]{3}){1,2}$/iu.test(value) ? '#' : ''}${value}`]
      : [];
  };
  return [
    ...asCss('background-color', 'bgcolor'),
    ...(tag === 'body' ? asCss('color', 'text') : tag === 'font' ? asCss('color', 'color') : []),
  ];
}

function replace(attributes: sanitize.Attributes, name: string, value: string | null): void {
  delete attributes[name];
  if (value !== null) attributes[name] = value;
}

/** Links are absolute and open outside, without telling where one came from. */
function link(attributes: sanitize.Attributes): void {
  const href = (attributes.href ?? '')
    .replace(/[\p{Cc}]/gu, '')
    .trim()
    .replace(/^\/\//u, 'https://');
  const allowed = /^(?:https?:\/\/|mailto:)/iu.test(href);
  replace(attributes, 'href', allowed ? href : null);
  replace(attributes, 'target', allowed ? '_blank' : null);
  replace(attributes, 'rel', allowed ? 'noopener noreferrer' : null);
}

function backgroundOf(address: string): string {
  return `background-image: url("${address.replace(/["\\<>\s]/gu, encodeURIComponent)}")`;
}

function firstOf(srcset: string | undefined): string {
  return (srcset ?? '').trim().split(/[\s,]/u)[0] ?? '';
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
