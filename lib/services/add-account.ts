// Links one more mail account to a person, who proves it with that account's own password.
import { checkLogin } from '@/lib/auth/check-login';
import { mustBeLinked } from '@/lib/auth/must-be-linked';
import type { AccountAdd } from '@/lib/contract/accounts';
import { seal } from '@/lib/runtime/vault';
import { store } from '@/lib/store/db';
import { linkAccount } from '@/lib/store/link-account';
import { engines } from '@/lib/sync/engines';

/** Answers the new account's id. Throws AppError; 'conflict' with field 'join' when the person has to say yes to taking it over. */
export async function addAccount(userId: number, form: AccountAdd, ip: string): Promise<{ id: number }> {
  const { protocol, imap, smtp, username } = await checkLogin(form, ip, () => form.smtp !== undefined);
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
  const { id } = mustBeLinked(await linkAccount(await store(), userId, fresh, form.join));
  await engines().start(id);
  return { id };
}
