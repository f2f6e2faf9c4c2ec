import { expect, test } from 'vitest';
import { cleanPasted } from './clean-pasted';

const wordList = (level: number, bullet: string, text: string) =>
  `<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${bullet}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`;

test.each([
  [
    'Word: paragraphs without classes and office elements',
    `<html xmlns:o="urn:x"><head><style>p.MsoNormal{margin:0}</style><xml><w:Word>1</w:Word></xml></head><body><!--StartFragment--><p class=MsoNormal style='mso-margin-top-alt:auto'>Hello <b style='mso-bidi-font-weight:normal'>Ben</b><o:p></o:p></p><!--EndFragment--></body></html>`,
    '<p>Hello <b>Ben</b></p>',
  ],
  [
    'Word: a bulleted list that was written as paragraphs',
    wordList(1, '·', 'One') +
      wordList(2, 'o', 'Inner') +
      wordList(1, '·', 'Two') +
      '<p class=MsoNormal>After</p>',
    '<ul><li>One</li><ul><li>Inner</li></ul><li>Two</li></ul><p>After</p>',
  ],
  [
    'Word: a numbered list',
    wordList(1, '1.', 'One') + wordList(1, '2.', 'Two'),
    '<ol><li>One</li><li>Two</li></ol>',
  ],
  [
    'Google Docs: the wrapper is not bold, its spans are what they say',
    `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-weight:700;color:#000000">Bold</span><span style="font-style:italic;color:#ff0000"> red</span></p></b>`,
    '<p><b>Bold</b><i><span style="color: #ff0000"> red</span></i></p>',
  ],
  [
    'Google Docs: a link stays a link, without its underline and colour',
    `<a href="https://example.org/" style="text-decoration:none"><span style="color:#1155cc;text-decoration:underline">there</span></a>`,
    '<a href="https://example.org/"><u><span style="color: #1155cc">there</span></u></a>',
  ],
  [
    'a web page: its layout, scripts and fonts stay there',
    `<div class="card" style="background:#111;color:#eee"><script>steal()</script><h4 onclick="x()">Title</h4><div><span style="font-family:Arial">Text <em>here</em></span></div><button>Buy</button></div>`,
    '<p><h3>Title</h3>Text <em>here</em></p>',
  ],
  [
    'a table keeps its cells and nothing of its looks',
    `<table class="x" width="600" bgcolor="#000"><thead><tr><th scope="col" style="width:10px">A</th></tr></thead><tbody><tr><td colspan="2" onmouseover="x()">B</td></tr></tbody></table>`,
    '<table><tbody><tr><th>A</th></tr></tbody><tbody><tr><td colspan="2">B</td></tr></tbody></table>',
  ],
  ['a link that runs something is its text', '<a href="javascript:alert(1)">x</a>', 'x'],
  ['what is hidden stays hidden', '<p>a<span style="display:none">secret</span></p>', '<p>a</p>'],
  [
    'pictures keep their address',
    '<img src="https://x.test/a.png" onerror="x()" class="y">',
    '<img src="https://x.test/a.png">',
  ],
  ['a picture of a file on the other disk is none', '<img src="file:///C:/a.png">', ''],
  ['code keeps its lines', '<pre>a\n  b</pre><p>c\n  d</p>', '<pre>a\n  b</pre><p>c d</p>'],
  [
    'what the editor copied itself is not touched',
    '<p data-pm-slice="1 1 []" class="x">a</p>',
    '<p data-pm-slice="1 1 []" class="x">a</p>',
  ],
  ['elements that were never closed are', '<p><b>a', '<p><b>a</b></p>'],
  ['a lone less-than is text', 'a < b', 'a &lt; b'],
])('%s', (_, pasted, clean) => {
  expect(cleanPasted(pasted)).toBe(clean);
});

test('a megabyte of hostile tags takes no long time', () => {
  for (const piece of ['<p ', '<!--', '<b style="', '<table><td>', "<a href='", '<![if '])
    expect(cleanPasted(piece.repeat(60_000)).length).toBeLessThan(5_000_000);
}, 5000);
