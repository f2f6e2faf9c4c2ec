// The picture in the place of one that cannot be had: its words in a grey box, where the browser would draw its sign for a broken image.
import { cleanLine } from './clean-text';
import { escapeHtml } from './text-to-html';

/** Of an image to which its sender gave none. */
export const WORDS_OF_AN_IMAGE = 'Picture not available';

/** SVG in the size that its `img` gives it, grey on light and dark paper alike; where there is no room for words there are none. */
export const missingImage = (
  words: string,
): string => `<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">
<style>div { display: grid; place-items: center; height: 100%; box-sizing: border-box; padding: 0 8px; overflow: hidden; text-align: center;
  color: #767676; font: 12px/1.3 system-ui, sans-serif; overflow-wrap: anywhere }
@media (max-width: 59px) or (max-height: 19px) { div { display: none } }</style>
<rect width="100%" height="100%" rx="4" fill="#808080" fill-opacity=".14"/>
<foreignObject width="100%" height="100%"><div xmlns="http://www.w3.org/1999/xhtml">${escapeHtml(cleanLine(words, 200))}</div></foreignObject>
</svg>`;
