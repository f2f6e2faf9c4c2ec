import { expect, test } from 'vitest';
import { previewKind } from './preview-kind';

test.each([
  ['text/plain', 'notes.txt', 'text'],
  ['text/plain', 'part-2.bin', 'text'],
  ['text/plain', 'figures.CSV', 'table'],
  ['text/csv', 'figures', 'table'],
  ['application/vnd.ms-excel', 'figures.csv', 'table'],
  ['application/vnd.ms-excel', 'figures.xls', null],
  ['application/octet-stream', 'mail.eml', 'message'],
  ['application/octet-stream', 'setup.exe', null],
  ['message/rfc822', 'x', 'message'],
  // What a browser would run is not offered, whatever its name.
  ['text/html', 'page.txt', null],
  ['image/svg+xml', 'drawing.txt', null],
])('%s called %s: %s', (type, name, kind) => {
  expect(previewKind({ type, name })).toBe(kind);
});
