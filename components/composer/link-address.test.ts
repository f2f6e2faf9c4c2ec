import { expect, it } from 'vitest';
import { linkAddress } from './link-address';

it.each([
  ['example.org', 'https://example.org'],
  [' https://example.org/a?b#c ', 'https://example.org/a?b#c'],
  ['example.org:8080/x', 'https://example.org:8080/x'],
  ['ann@example.org', 'mailto:ann@example.org'],
  ['mailto:ann@example.org', 'mailto:ann@example.org'],
  ['tel:+44123', 'tel:+44123'],
  ['http://intranet/', 'http://intranet/'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['file:///etc/passwd', null],
  ['word', null],
  ['two words', null],
  ['', null],
])('%j links to %j', (typed, address) => expect(linkAddress(typed)).toBe(address));
