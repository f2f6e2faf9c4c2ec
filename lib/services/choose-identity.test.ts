import { expect, test } from 'vitest';
import { chooseIdentity } from './choose-identity';

const identity = (id: number, accountId: number, address: string) => ({
  id,
  accountId,
  name: '',
  address,
  replyTo: null,
  signatureHtml: null,
  signatureText: '',
  isDefault: id % 10 === 1,
});
const identities = [
  identity(11, 1, 'ann@home.example'),
  identity(12, 1, 'club@home.example'),
  identity(13, 1, 'ann+shop@home.example'),
  identity(21, 2, 'ann@work.example'),
];
const to = (...addresses: string[]) => addresses.map((address) => ({ name: '', address }));

test.each([
  ['the one it was sent to', 1, to('club@home.example'), [], 12],
  ['case and detail do not matter', 1, to('CLUB+news@Home.example'), [], 12],
  [
    'an identity with a detail of its own comes before the one without',
    1,
    to('ann+shop@home.example'),
    [],
    13,
  ],
  ['a copy counts', 1, to('list@lists.example'), to('club@home.example'), 12],
  ['the default where none was named', 1, to('list@lists.example'), [], 11],
  ["not another account's, even when that was named", 1, to('ann@work.example'), [], 11],
  ['the account that got it', 2, to('ann@home.example'), [], 21],
  ['none of an account without any', 3, to('ann@home.example'), [], null],
] as const)('%s', (_, accountId, toList, cc, expected) => {
  expect(chooseIdentity(identities, accountId, { to: [...toList], cc: [...cc] })?.id ?? null).toBe(expected);
});
