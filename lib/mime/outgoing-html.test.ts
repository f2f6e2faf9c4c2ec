import { expect, test } from 'vitest';
import { outgoingHtml } from './outgoing-html';

test.each([
  ['paragraphs without the gaps of other programs', '<p>a</p>', '<p style="margin:0">a</p>'],
  ['an empty line is a line', '<p></p>', '<p style="margin:0"><br /></p>'],
  [
    'colours stay beside our own style',
    '<p><span style="color: #ff0000">a</span></p>',
    '<p style="margin:0"><span style="color: #ff0000">a</span></p>',
  ],
  [
    'a quotation has its bar everywhere',
    '<blockquote>a</blockquote>',
    '<blockquote style="margin:0 0 0 2px;padding-left:12px;border-left:2px solid #c8c9ce">a</blockquote>',
  ],
  [
    'pictures go by their Content-ID',
    '<img src="cid:a@pennypost" alt="A">',
    '<img src="cid:a@pennypost" alt="A" style="max-width:100%;height:auto" />',
  ],
  ['what no editor makes is no part of it', '<script>a()</script><form>x</form>', 'x'],
  ['a link that runs something is none', '<a href="javascript:a()">x</a>', '<a>x</a>'],
  [
    'the quoted message stays as it came',
    '<p>a</p><div class="pennypost-quote"><table width="600"><tr><td class="x">b</td></tr></table></div>',
    '<p style="margin:0">a</p><div class="pennypost-quote"><table width="600"><tr><td class="x">b</td></tr></table></div>',
  ],
  [
    'also where one writes below it',
    '<div class="pennypost-quote"><p>b</p></div><!--pennypost-own--><p>a</p>',
    '<div class="pennypost-quote"><p>b</p></div><p style="margin:0">a</p>',
  ],
])('%s', (_, html, expected) => {
  expect(outgoingHtml(html)).toBe(expected);
});
