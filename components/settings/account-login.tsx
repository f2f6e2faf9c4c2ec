// An account's servers, user name and password: tried at the servers themselves before they are kept.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { toast } from 'sonner';
import { settingsText } from '@/components/messages/en-settings';
import { readServers } from '@/components/sign-in/read-sign-in';
import { ProviderButtons } from '@/components/sign-in/provider-buttons';
import { FIELD, ServerFields } from '@/components/sign-in/server-fields';
import { Button } from '@/components/ui/button';
import { api } from '@/lib/client/api';
import { keys } from '@/lib/client/queries';
import type { ServerSettings } from '@/lib/contract/account';
import type { AccountDetails, AccountPatch } from '@/lib/contract/accounts';
import { FormFailure, useFormFailure } from './form-failure';

const text = settingsText.accounts;

const same = (a: ServerSettings, b: ServerSettings | undefined) =>
  b !== undefined && a.host === b.host && a.port === b.port && a.security === b.security;

/** Only what differs from the account: what stays is not tried. */
function changed(account: AccountDetails, fields: FormData): AccountPatch {
  const { username, imap, smtp } = readServers(fields);
  const password = String(fields.get('password') ?? '');
  return {
    ...(password ? { password } : {}),
    ...(username && username !== account.username ? { username } : {}),
    ...(imap && !same(account.imap, imap) ? { imap } : {}),
    ...(smtp && !same(account.smtp, smtp) ? { smtp } : {}),
  };
}

export function AccountLogin({ account }: { account: AccountDetails }) {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const { failure, fail, invalid } = useFormFailure(form);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!form.current) return;
    const patch = changed(account, new FormData(form.current));
    if (Object.keys(patch).length === 0) return;
    setBusy(true);
    fail(null);
    try {
      await api.updateAccount(account.id, patch);
      await client.invalidateQueries({ queryKey: keys.accounts });
      toast.success(text.loginSaved);
      const password = form.current?.elements.namedItem('password');
      if (password instanceof HTMLInputElement) password.value = '';
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <details className="px-4 py-3" open={account.state === 'wrong-password' || undefined}>
      <summary className="cursor-pointer rounded font-medium">{text.login}</summary>
      <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="mt-2">
        <p className="mb-3 text-sm text-text-muted">
          {account.provider === null ? text.loginHint : text.providerHint(account.provider.name)}
        </p>
        <FormFailure failure={failure} />
        {account.provider !== null && (
          <ProviderButtons
            offers={[account.provider]}
            isFirst={account.state === 'wrong-password'}
            address={() => account.address}
            target={async (provider) => {
              const ask = { provider, opens: account.opens, join: false, accountId: account.id };
              return (await api.linkProvider(ask)).target;
            }}
            onFailure={fail}
          />
        )}
        <label className="mt-3 block text-sm font-medium">
          {text.password}
          <input
            name="password"
            type="password"
            autoComplete="new-password"
            className={FIELD}
            {...invalid('password')}
          />
        </label>
        <label className="mt-3 block text-sm font-medium">
          {text.username}
          <input
            name="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={account.username}
            className={FIELD}
            {...invalid('username')}
          />
        </label>
        <ServerFields kind="imap" invalid={invalid} known={account.imap} fixed={account.protocol} />
        <ServerFields kind="smtp" invalid={invalid} known={account.smtp} />
        <Button type="submit" className="mt-4" disabled={busy}>
          {busy ? text.adding : text.loginButton}
        </Button>
      </form>
    </details>
  );
}
