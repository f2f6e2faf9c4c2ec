// Which accounts that are here already open their person's Pennypost.
import { AppError } from '@/lib/errors';
import type { AccountRow } from '@/lib/store/accounts';

/** Throws AppError, naming the field, for one that does not, or that is here by the other protocol. */
export function mustBeWayIn(known: AccountRow, protocol: AccountRow['protocol']): void {
  if (!known.opens)
    throw new AppError('bad-request', {
      userMessage:
        'This account is part of a Pennypost that it does not open. Sign in with the other account.',
      field: 'address',
    });
  mustSpeak(known, protocol);
}

/** Throws AppError for an account that is here by the other protocol. */
export function mustSpeak(known: AccountRow, protocol: AccountRow['protocol']): void {
  // A server that speaks both on one port: the folders of the account are where its first sign-in put them.
  if (known.protocol !== protocol)
    throw new AppError('bad-request', {
      userMessage: `This account is here already, by ${known.protocol.toUpperCase()}. Sign in with that.`,
      field: 'protocol',
    });
}
