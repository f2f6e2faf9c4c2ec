import { expect, test } from 'vitest';
import type { Account, Folder } from '@/lib/contract/mail';
import { isFetching } from './is-fetching';

const account = (id: number, state: Account['state']): Account => ({
  id,
  address: `${id}@a.test`,
  name: '',
  protocol: 'imap',
  color: 0,
  state,
  stateText: null,
  retryAt: null,
  note: null,
});
const folder = (progress: Folder['progress']) => ({ accountId: 1, progress }) as Folder;

test.each([
  ['never reached', folder(null), [account(1, 'connecting')], true],
  ['on its way', folder({ held: 0, total: 9 }), [account(1, 'online')], true],
  ['all here', folder(null), [account(1, 'online')], false],
  ['away: the banner says so', folder(null), [account(1, 'offline')], false],
  [
    'another account is not reached yet',
    folder(null),
    [account(1, 'online'), account(2, 'connecting')],
    false,
  ],
])('%s', (_, shown, accounts, expected) => {
  expect(isFetching(shown, accounts)).toBe(expected);
});
