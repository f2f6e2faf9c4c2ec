import { expect, test } from 'vitest';
import { type Place, placeUrl, readPlace } from './place';

test.each<[string, string, Place]>([
  ['/mail', '', { view: 'folder', folderId: null, conversationId: null }],
  ['/mail/3', '', { view: 'folder', folderId: 3, conversationId: null }],
  ['/mail/3/14', '', { view: 'folder', folderId: 3, conversationId: 14 }],
  [
    '/search',
    '?q=from%3Aann+tea&in=3&open=9',
    { view: 'search', query: 'from:ann tea', folderId: 3, conversationId: 9 },
  ],
  ['/search', '?q=tea', { view: 'search', query: 'tea', folderId: null, conversationId: null }],
  ['/mail/all/inbox', '', { view: 'unified', list: 'inbox', conversationId: null }],
  ['/mail/all/starred/14', '', { view: 'unified', list: 'starred', conversationId: 14 }],
  ['/outbox', '', { view: 'outbox' }],
  ['/settings', '', { view: 'settings', section: null }],
  ['/settings/general', '', { view: 'settings', section: 'general' }],
])('%s%s is read and written alike', (pathname, search, place) => {
  expect(readPlace(pathname, search)).toEqual(place);
  expect(placeUrl(place)).toBe(pathname + search);
});

test.each([
  '/mail/all',
  '/mail/all/junk',
  '/mail/0',
  '/mail/-1',
  '/mail/1e3',
  '/mail/x',
  '/mail/99999999999999999999',
])('%s names no folder', (pathname) => {
  expect(readPlace(pathname, '')).toEqual({ view: 'folder', folderId: null, conversationId: null });
});
