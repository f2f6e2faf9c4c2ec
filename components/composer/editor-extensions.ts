// What the rich editor knows: StarterKit with links, simple tables, colours, and images that are shown from the message's own files.
import { Image } from '@tiptap/extension-image';
import { type Editor, Extension, InputRule } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { composerText as text } from '@/components/messages/en-composer';
import { colour } from './editor-colour';
import { tableNodes } from './editor-table';
import { linkAddress } from './link-address';

/**
 * The editor writes its HTML through elements of the live page, where an `img` with a `src` loads at once: `cid:` is an
 * error then, and a pasted address tells its server. This attribute, always the first, stands for it.
 */
const QUIET = 'data-src';

export type ImageUrl = (contentId: string) => string | null;

/**
 * In the document an image is `cid:` as in the sent message; on screen it is its file's address. Other addresses are
 * kept and not loaded: a pasted page must not call home while one writes.
 */
function messageImage(imageUrl: ImageUrl) {
  return Image.extend({
    addAttributes() {
      return {
        src: {
          default: null,
          parseHTML: (element) => element.getAttribute(QUIET) ?? element.getAttribute('src'),
          renderHTML: ({ src }) => ({ [QUIET]: src }),
        },
        alt: { default: null },
        title: { default: null },
        width: { default: null },
        height: { default: null },
      };
    },
    parseHTML() {
      return [{ tag: 'img[src]:not([src^="data:"])' }, { tag: `img[${QUIET}]` }];
    },
    addNodeView() {
      return ({ node }) => {
        const dom = document.createElement('span');
        const alt = String(node.attrs.alt ?? '');
        const src = String(node.attrs.src ?? '');
        const url = src.startsWith('cid:') ? imageUrl(src.slice(4)) : null;
        const sayAbsent = () => {
          dom.className = 'composer-image-absent';
          const host = URL.canParse(src) ? new URL(src).host : '';
          dom.textContent = [host ? text.imageOf(host) : text.imageAbsent, alt].filter(Boolean).join(': ');
        };
        if (url) {
          const image = document.createElement('img');
          image.alt = alt || text.image;
          image.addEventListener('error', sayAbsent);
          image.src = url;
          dom.append(image);
        } else sayAbsent();
        return { dom };
      };
    },
  }).configure({ inline: true });
}

/** The editor's content as it is sent. */
export function editorHtml(editor: Editor): string {
  // Markup in the text is escaped there, so this meets real images only.
  return editor.getHTML().replaceAll(`<img ${QUIET}="`, '<img src="');
}

/** `[words](address)` becomes a link, as the other Markdown signs become what they mean (StarterKit). */
const markdownLink = Extension.create({
  name: 'markdownLink',
  addInputRules() {
    return [
      new InputRule({
        find: /\[([^[\]]+)\]\(([^()\s]+)\)$/,
        handler: ({ range, match, chain }) => {
          const [, words = '', typed = ''] = match;
          const href = linkAddress(typed);
          if (!href) return null;
          chain()
            .deleteRange(range)
            .insertContent({ type: 'text', text: words, marks: [{ type: 'link', attrs: { href } }] })
            .unsetMark('link')
            .run();
        },
      }),
    ];
  },
});

/** Extensions of the editor on screen, and of converting HTML without one. */
export function editorExtensions(imageUrl: ImageUrl) {
  return [
    StarterKit.configure({
      // Lists and quotes are left by Enter; an empty last paragraph would be sent along.
      trailingNode: false,
      link: {
        openOnClick: false,
        autolink: true,
        defaultProtocol: 'https',
        HTMLAttributes: { rel: null, target: null },
      },
    }),
    messageImage(imageUrl),
    ...tableNodes,
    colour,
    markdownLink,
  ];
}
