import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlPage, MAIL_HTML_CSP } from './html-page';
import { paintDark } from './paint-dark';
import { cleanDeclarations, cleanStylesheet } from './sanitize-css';
import { sanitizeHtml } from './sanitize-html';

const proxyUrl = (url: string) => `/proxy?url=${encodeURIComponent(url)}`;
const cidUrl = (id: string) => (id === 'missing' ? null : `/part/${id}`);
const blocked = (html: string) => sanitizeHtml(html, { images: 'blocked', cidUrl, proxyUrl });
const proxied = (html: string) => sanitizeHtml(html, { images: 'proxied', cidUrl, proxyUrl });
const ACTIVE =
  /<\/?(?:script|style|iframe|object|embed|form|input|button|meta|base|link|svg|math|template|noscript|textarea|frame)\b|javascript:|@import|expression/iu;

describe('what acts is gone', () => {
  test.each([
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="/api/sign-out">x</a><a href="#x">y</a><a href="file:///etc/passwd">z</a>',
    '<img src="javascript:alert(1)"><img src="/api/messages/1/source"><img src="data:text/html,x">',
    '<img src="data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=">',
    '<p style="background:u\\72l(https://t.example/a)">x</p>',
    '<p style="background:image-set(\'https://t.example/a\' 1x)">x</p>',
    '<p style="width:expression(alert(1))">x</p>',
    '<style>p{background:url(https://t.example/a)} @font-face{src:url(https://t.example/f)}</style><p>x</p>',
    '<style></style><img src=x onerror=alert(1)></style>',
    '<p title="</p><script>alert(1)</script>">x</p>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<video src="https://t.example/v" poster="https://t.example/p"></video><audio src="https://t.example/a"></audio>',
    '<input type="image" src="https://t.example/i"><isindex action="https://t.example">',
    '<div onclick="x()" id="location" name="cookie" formaction="https://t.example" srcdoc="x">x</div>',
  ])('%s', (html) => {
    const { html: clean, css } = blocked(html);
    expect(clean).not.toMatch(ACTIVE);
    expect(clean + css).not.toMatch(/t\.example|<[^>]*\s(?:on\w+|id|name|srcdoc|formaction)=/u);
    for (const [, url] of clean.matchAll(/\s(?:href|src)="([^"]*)"/gu))
      expect(url).toMatch(/^(?:https?:\/\/|mailto:)/u);
  });
});

describe('what looks good stays', () => {
  test('tables with their sizes and colours', () => {
    const html =
      '<table width="600" bgcolor="#ffffff" cellpadding="0" align="center"><tr><td valign="top">x</td></tr></table>';
    expect(blocked(html).html).toBe(html);
  });

  test('what a sender opened is open', () => {
    const html = '<details open><summary>More</summary>Text</details>';
    expect(blocked(html).html).toBe(html);
  });

  test('the colours of the body go on to a block', () => {
    expect(blocked('<body bgcolor="#fafafa" style="margin:0">x</body>').html).toBe(
      '<div style="background-color: #fafafa; margin: 0">x</div>',
    );
  });

  test('the style sheet comes apart, cleaned', () => {
    const { html, css } = blocked(
      '<style>p.big { font-size: 20px; position: fixed } @media (max-width: 600px) { td { width: 100% !important } }</style><p class="big">x</p>',
    );
    expect(html).toBe('<p class="big">x</p>');
    expect(css).toBe(
      'p.big { font-size: 20px }\n@media (max-width: 600px) {\ntd { width: 100% !important }\n}',
    );
  });

  test('links go out absolute, to a new window, without a referrer', () => {
    expect(blocked('<a href="//x.example/a">x</a>').html).toBe(
      '<a href="https://x.example/a" target="_blank" rel="noopener noreferrer">x</a>',
    );
    expect(blocked('<a href="mailto:a@x.example?subject=Hi">x</a>').html).toContain(
      'href="mailto:a@x.example?subject=Hi"',
    );
  });

  test('text in every script, and what looks like markup but is text', () => {
    expect(blocked('<p>שלום &lt;b&gt; 你好 &amp; 🌷</p>').html).toBe('<p>שלום &lt;b&gt; 你好 &amp; 🌷</p>');
  });
});

describe('images', () => {
  const remote = [
    '<img src="https://t.example/a.png" alt="A">',
    '<img srcset="https://t.example/a.png 1x, https://t.example/b.png 2x">',
    '<table background="https://t.example/a.png"><tr><td>x</td></tr></table>',
    '<p style="background-image: url(\'https://t.example/a.png\')">x</p>',
    '<p style="background: #fff url(//t.example/a.png) no-repeat">x</p>',
    '<style>p { background: url(https://t.example/a.png) }</style><p>x</p>',
  ];
  test.each(remote)('blocked, then proxied: %s', (html) => {
    const before = blocked(html);
    expect(before.hasRemoteContent).toBe(true);
    expect(before.html + before.css).not.toContain('t.example');
    const after = proxied(html);
    expect(after.hasRemoteContent).toBe(true);
    expect(after.html + after.css).toContain('/proxy?url=https%3A%2F%2Ft.example%2Fa.png');
    expect(after.html + after.css).not.toContain('//t.example');
  });

  test('the words for a blocked image stay', () => {
    expect(blocked('<img src="https://t.example/a.png" alt="Our house">').html).toBe(
      '<img alt="Our house" />',
    );
  });

  test('attached and embedded images are not remote', () => {
    expect(blocked('<img src="cid:logo%40x"><img src="CID:&lt;b@x&gt;"><img src="cid:missing">')).toEqual({
      html: '<img src="/part/logo@x" /><img src="/part/b@x" /><img />',
      css: '',
      hasRemoteContent: false,
    });
    expect(blocked('<img src="data:image/png;base64,iVBORw0=">').html).toContain('data:image/png');
  });
});

describe('styles', () => {
  const filter = () => null;
  test.each([
    ['color:red;position:fixed;z-index:9', 'color: red'],
    ['font-family:"Segoe UI", Arial ; font-size:14px', 'font-family: "Segoe UI", Arial; font-size: 14px'],
    ['min-height:100vh;width:50%', 'width: 50%'],
    ['color:red/*;*/;margin:0', 'color: red; margin: 0'],
    ['behavior:url(x);-moz-binding:url(x)', ''],
    ['background:url("a;b")', 'background: none'],
    ['width:calc(100% - 10px)', 'width: calc(100% - 10px)'],
    ['color:red"', ''],
    ['color:attr(x)', ''],
    [';;:;', ''],
  ])('%s', (css, clean) => {
    expect(cleanDeclarations(css, filter)).toBe(clean);
  });

  test.each([
    ['@import "x"; p{color:red}', 'p { color: red }'],
    ['<!-- p{color:red} -->', 'p { color: red }'],
    [
      '@media screen{@media print{p{color:red}}} a{color:blue}',
      '@media screen {\n@media print {\np { color: red }\n}\n}\na { color: blue }',
    ],
    ['@keyframes x{from{color:red}} p{color:blue}', 'p { color: blue }'],
    ['p{color:red', 'p { color: red }'],
    ['p{}}}a{color:red}', ''],
    ['p\\61{color:red}', ''],
    ['@media (prefers-color-scheme: dark){p{color:white}} p{color:red}', 'p { color: red }'],
  ])('%s', (css, clean) => {
    expect(cleanStylesheet(css, filter)).toBe(clean);
  });

  test('whatever the CSS, what comes out cannot leave a style element or name an address', () => {
    const piece = fc.constantFrom(
      'p',
      '{',
      '}',
      ';',
      ':',
      'color',
      'background',
      'red',
      '#fff',
      'rgb(',
      'url(',
      ')',
      '"',
      "'",
      '/*',
      '*/',
      '</style>',
      '\\',
      '@media',
      '@import',
      'https://t.example',
      '\n',
      '(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const css = pieces.join('');
        for (const clean of [
          cleanStylesheet(css, filter),
          cleanDeclarations(css, filter),
          cleanStylesheet(css, filter, paintDark),
          cleanDeclarations(css, filter, paintDark),
        ])
          expect(clean).not.toMatch(/[<\\]|@import|url\((?!"")/u);
      }),
      { numRuns: 500 },
    );
  });
});

describe('bounds', () => {
  test.each([
    ['deep', '<div>'.repeat(50_000)],
    ['unclosed', '<'.repeat(200_000)],
    ['long', `<p>${'word '.repeat(600_000)}</p>`],
    ['attributes', `<p ${'a=b '.repeat(100_000)}>x</p>`],
    ['styles', `<p style="${'color:red;'.repeat(50_000)}">x</p>`],
    ['quotes', `<p style='${'"('.repeat(100_000)}'>x</p>`],
    ['sheets', '<style>p{color:red}</style>'.repeat(5000)],
    ['comments', '<!--'.repeat(100_000)],
    ['entities', '&lt;'.repeat(200_000)],
  ])(
    '%s input ends',
    (_, html) => {
      expect(blocked(html).html.length).toBeLessThan(5_000_000);
    },
    4000,
  );

  test('whatever comes, nothing is thrown and nothing acts', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '=',
      ' ',
      '&lt;',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '<img src=',
      '<a href=',
      'onerror=',
      'javascript:',
      '<script>',
      '</script>',
      '<style>',
      '</style>',
      '<svg>',
      '<math>',
      '<title>',
      '</title>',
      '<xmp>',
      '<p style=',
      'url(',
      '<table><tr><td background=',
      'https://t.example/',
      '\0',
      '<noscript>',
      '<select>',
      '<template>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { html, css } = blocked(pieces.join(''));
        // Quoted values are text; what stands outside of them are names and tags.
        const bare = html.replace(/"[^"]*"/gu, '""');
        expect(bare.match(/<[^>]*>/gu)?.join('') ?? '').not.toMatch(
          /\son\w+=|<\/?(?:script|style|svg|math|title|xmp|noscript|select|template)/iu,
        );
        expect(html).not.toMatch(/(?:href|src)="\s*javascript/iu);
        expect(css).not.toContain('<');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the page', () => {
  const page = (html: string) => htmlPage(html, { dark: false });

  test('can run nothing and load nothing but our images', () => {
    expect(MAIL_HTML_CSP).toContain("default-src 'none'");
    expect(MAIL_HTML_CSP).not.toMatch(/allow-scripts|script-src|https:/u);
    expect(page('x')).not.toMatch(/<script|http-equiv|\son\w+=/u);
  });

  test('a style sheet cannot end its element', () => {
    expect(htmlPage('x', { dark: false, css: 'p{}</style><script>' })).not.toContain('</style><script>');
  });

  test.each([
    ['Gmail', '<div>Yes</div><div class="gmail_quote">Old</div>'],
    ['Apple', '<div>Yes<br><blockquote type="cite">Old</blockquote></div>'],
    [
      'Thunderbird',
      '<p>Yes</p><div class="moz-cite-prefix">On Monday</div><blockquote type="cite">Old</blockquote>',
    ],
    ['ourselves', '<p>Yes</p><p>On Monday, Ann wrote:</p><blockquote><p>Old</p></blockquote>'],
  ])('the quotation of %s is folded', (_, html) => {
    expect(page(html)).toMatch(/<details class="quote">.*Old.*<\/details>/u);
  });

  test.each([
    [
      'a forwarded message',
      '<div>FYI</div><div class="gmail_quote">---------- Forwarded message ---------<br>Old</div>',
    ],
    ['a quotation with nothing before it', '<blockquote>All there is</blockquote>'],
    ['a quotation inside an article', '<p>He said</p><blockquote>Well</blockquote><p>and went.</p>'],
    [
      'an answer point by point',
      '<p>a</p><blockquote type="cite">1</blockquote><p>b</p><blockquote type="cite">2</blockquote>',
    ],
    ['a hostile number of quotations', `<p>a</p>${'<blockquote>1</blockquote>b'.repeat(50_000)}`],
    ['no quotation', '<p>Hi</p>'],
  ])('%s stays open', (_, html) => {
    expect(page(html)).not.toContain('<details');
  });
});
