// Why an account that was proved is not added all the same, in sentences for the form.
import { AppError } from '@/lib/errors';
import type { AccountRow } from '@/lib/store/accounts';
import type { Linked } from '@/lib/store/link-account';

/** The account that was linked. Throws 'conflict' otherwise, with field 'join' when the person has to say yes to taking it over. */
export function mustBeLinked(linked: Linked): AccountRow {
  switch (linked.outcome) {
    case 'linked':
      return linked.account;
    case 'here':
      throw new AppError('conflict', { userMessage: 'You have this account already.', field: 'address' });
    case 'alone':
      throw new AppError('conflict', {
        userMessage:
          'Somebody uses this account in Pennypost by itself. If that is you, link it: its drafts and queue come along, its browsers are signed out, and whoever signs in with it from then on opens all your accounts.',
        field: 'join',
      });
    case 'shared':
      throw new AppError('conflict', {
        userMessage:
          'This account is linked to other accounts in another Pennypost. Sign in with it and unlink it there first.',
        field: 'address',
      });
  }
}
