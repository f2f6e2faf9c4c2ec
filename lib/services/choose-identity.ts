// What an answer is written as: the identity that the message was sent to, else the default of the account that got it.
import type { Identity } from '@/lib/contract/accounts';
import type { Address } from '@/lib/contract/mail';

/** 'ann+shop@example.org' reaches ann@example.org (RFC 5233): compared without the detail. */
const plain = (address: string) => address.toLowerCase().replace(/\+[^@]*@/u, '@');

/** Out of `identities` (at least one of the account, its default first); `null` when the account has none. */
export function chooseIdentity(
  identities: Identity[],
  accountId: number,
  message: { to: Address[]; cc: Address[] },
): Identity | null {
  const own = identities.filter((identity) => identity.accountId === accountId);
  const reached = [...message.to, ...message.cc].map(({ address }) => address.toLowerCase());
  const exact = own.find(({ address }) => reached.includes(address.toLowerCase()));
  const near = own.find(({ address }) => reached.map(plain).includes(plain(address)));
  return exact ?? near ?? own[0] ?? null;
}
