import { describe, expect, test } from 'vitest';
import type { MimePart } from './part';
import { attachmentsOf, findPart, readableParts } from './structure';

/** A part; a multipart's children are numbered below it, as IMAP does. */
function part(number: string, type: string, more: Partial<MimePart> = {}): MimePart {
  return {
    part: number,
    type,
    parameters: {},
    encoding: '7bit',
    size: 100,
    disposition: null,
    name: null,
    contentId: null,
    children: [],
    ...more,
  };
}
const multi = (number: string, kind: string, ...children: MimePart[]) =>
  part(number, `multipart/${kind}`, { children });
const shown = (root: MimePart) => {
  const { html, text, more } = readableParts(root);
  return [html?.part ?? null, text?.part ?? null, more.map((one) => one.part)];
};
const listed = (root: MimePart) => attachmentsOf(root).map((one) => one.part);

describe('what is shown and what is listed', () => {
  test.each<[string, MimePart, unknown[], string[]]>([
    ['a plain text', part('1', 'text/plain'), [null, '1', []], []],
    ['a lone picture', part('1', 'image/png'), [null, null, []], ['1']],
    [
      'a text that is an attachment',
      part('1', 'text/plain', { disposition: 'attachment' }),
      [null, null, []],
      ['1'],
    ],
    [
      'text and HTML',
      multi('', 'alternative', part('1', 'text/plain'), part('2', 'text/html')),
      ['2', '1', []],
      [],
    ],
    [
      'HTML and a file with a text type',
      multi('', 'mixed', part('1', 'text/html'), part('2', 'text/plain', { name: 'notes.txt' })),
      ['1', null, []],
      ['2'],
    ],
    [
      "a mailing list's footer",
      multi(
        '',
        'mixed',
        multi('1', 'alternative', part('1.1', 'text/plain'), part('1.2', 'text/html')),
        part('2', 'text/plain'),
      ),
      ['1.2', '1.1', ['2']],
      [],
    ],
    [
      'Apple: HTML with a PDF inside the alternative',
      multi(
        '',
        'alternative',
        part('1', 'text/plain'),
        multi(
          '2',
          'mixed',
          part('2.1', 'text/html'),
          part('2.2', 'application/pdf'),
          part('2.3', 'text/html'),
        ),
      ),
      ['2.1', '1', ['2.3']],
      ['2.2'],
    ],
    [
      'a signed message',
      multi('', 'signed', part('1', 'text/plain'), part('2', 'application/pgp-signature')),
      [null, '1', []],
      ['2'],
    ],
    ['an empty multipart', multi('', 'mixed'), [null, null, []], []],
  ])('%s', (_, root, parts, attachments) => {
    expect(shown(root)).toEqual(parts);
    expect(listed(root)).toEqual(attachments);
  });

  test('every leaf is shown or listed, whatever the tree', () => {
    const kinds = ['mixed', 'alternative', 'related'];
    const types = ['text/plain', 'text/html', 'image/png', 'application/pdf'];
    for (const outer of kinds)
      for (const inner of kinds)
        for (const a of types)
          for (const b of types)
            for (const c of types) {
              const root = multi('', outer, part('1', a), multi('2', inner, part('2.1', b), part('2.2', c)));
              const { html, text, more } = readableParts(root);
              const seen = new Set([...listed(root), html?.part, text?.part, ...more.map((one) => one.part)]);
              // Of several texts that say the same, one is enough.
              const alternatives = outer === 'alternative' || inner === 'alternative';
              for (const [number, type] of [
                ['1', a],
                ['2.1', b],
                ['2.2', c],
              ] as const)
                if (!(alternatives && type.startsWith('text/')))
                  expect(seen, `${outer} ${inner} ${a} ${b} ${c}`).toContain(number);
            }
  });
});

test('a picture that HTML shows is inline, another is a file', () => {
  const root = multi(
    '',
    'related',
    part('1', 'text/html'),
    part('2', 'image/png', { contentId: 'a@x' }),
    part('3', 'image/png'),
  );
  expect(attachmentsOf(root).map(({ inline }) => inline)).toEqual([true, false]);
});

test('the size is what the file will have', () => {
  const root = part('1', 'application/pdf', { encoding: 'base64', size: 7800 });
  expect(attachmentsOf(root)[0]?.size).toBe(5700);
});

test('a part is found by its number', () => {
  const root = multi('', 'mixed', part('1', 'text/plain'), part('2', 'image/png'));
  expect(findPart(root, '2')?.type).toBe('image/png');
  expect(findPart(root, '3')).toBeNull();
});

test('10,000 levels are no stack overflow', () => {
  let root = part('1', 'text/plain');
  for (let level = 0; level < 10_000; level++) root = multi('1', 'mixed', root);
  expect(listed(root)).toEqual([]);
});
