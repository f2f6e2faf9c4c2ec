// Links one more mail account to a person, who proves it with that account's own password.
import { checkLogin } from '@/lib/auth/check-login';
import type { AccountAdd } from '@/lib/contract/accounts';
import { AppError } from '@/lib/errors';
import { seal } from '@/lib/runtime/vault';
import { store } from '@/lib/store/db';
import { linkAccount } from '@/lib/store/link-account';
import { engines } from '@/lib/sync/engines';

/** Answers the new account's id. Throws AppError; 'conflict' with field 'join' when the person has to say yes to taking it over. */
export async function addAccount(userId: number, form: AccountAdd, ip: string): Promise<{ id: number }> {
  const { protocol, imap, smtp, username } = await checkLogin(form, ip);
  const fresh = {
    address: form.address,
    name: form.name || form.address,
    username,
    imap,
    smtp,
    secret: seal(form.password),
    protocol,
    opens: form.opens,
  };
  const linked = await linkAccount(await store(), userId, fresh, form.join);
  switch (linked.outcome) {
    case 'linked':
      await engines().start(linked.account.id);
      return { id: linked.account.id };
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
