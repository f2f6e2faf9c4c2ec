// One account in the settings: what it is and how it is; opened, all that can be changed of it.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { checkupText } from '@/components/messages/en-checkup';
import { settingsText } from '@/components/messages/en-settings';
import { AccountDot } from '@/components/ui/account-dot';
import { Button } from '@/components/ui/button';
import { api, sentenceOf } from '@/lib/client/api';
import { keys } from '@/lib/client/queries';
import type { AccountDetails, AccountPatch } from '@/lib/contract/accounts';
import { AccountColor } from './account-color';
import { AccountLogin } from './account-login';
import { CheckDialog } from './check-dialog';
import { IdentityList } from './identity-list';
import { Pop3Settings } from './pop3-settings';
import { RemoveAccountDialog } from './remove-account-dialog';
import { SETTING_FIELD, SettingRow, SettingSelect } from './setting-row';

const text = settingsText.accounts;

interface AccountCardProps {
  account: AccountDetails;
  others: AccountDetails[];
  open: boolean;
  onToggle: () => void;
}

export function AccountCard({ account, others, open, onToggle }: AccountCardProps) {
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const [testing, setTesting] = useState(false);
  /** Shown at once; what the server says then stands. */
  const change = async (patch: AccountPatch) => {
    const put = (next: AccountDetails) =>
      client.setQueryData<AccountDetails[]>(keys.accounts, (list) =>
        list?.map((one) => (one.id === next.id ? next : one)),
      );
    const { name, color, paused, opens, smtpAccountId } = { ...account, ...patch };
    put({ ...account, name, color, paused, opens, smtpAccountId });
    try {
      put(await api.updateAccount(account.id, patch));
      void client.invalidateQueries({ queryKey: keys.folders });
    } catch (error) {
      put(account);
      toast.error(sentenceOf(error));
    }
  };
  return (
    <li className="rounded-lg border border-line bg-surface-raised">
      <div className="flex items-center gap-3 px-4 py-3">
        <AccountDot color={account.color} />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{account.name}</p>
          <p className="truncate text-sm text-text-muted">
            {account.name === account.address ? '' : `${account.address} · `}
            {account.stateText ?? text.states[account.state]}
          </p>
        </div>
        <Button
          aria-expanded={open}
          {...(open ? {} : { 'aria-label': text.edit(account.address) })}
          onClick={onToggle}
        >
          {open ? text.close : settingsText.edit}
        </Button>
      </div>
      {open && (
        <div className="divide-y divide-line border-line border-t">
          <SettingRow label={text.name} hint={text.nameHint}>
            {(ids) => (
              <input
                {...ids}
                maxLength={100}
                defaultValue={account.name}
                onBlur={(event) => {
                  const name = event.target.value.trim();
                  if (name && name !== account.name) void change({ name });
                  else event.target.value = account.name;
                }}
                className={`${SETTING_FIELD} w-48`}
              />
            )}
          </SettingRow>
          <AccountColor value={account.color} onChange={(color) => void change({ color })} />
          <SettingRow label={text.pause} hint={text.pauseHint}>
            {(ids) => (
              <input
                {...ids}
                type="checkbox"
                role="switch"
                aria-checked={account.paused}
                checked={account.paused}
                onChange={(event) => void change({ paused: event.target.checked })}
                className="size-5 accent-accent"
              />
            )}
          </SettingRow>
          {others.length > 0 && (
            <SettingRow label={text.opens} hint={text.opensHint}>
              {(ids) => (
                <input
                  {...ids}
                  type="checkbox"
                  role="switch"
                  aria-checked={account.opens}
                  checked={account.opens}
                  onChange={(event) => void change({ opens: event.target.checked })}
                  className="size-5 accent-accent"
                />
              )}
            </SettingRow>
          )}
          {others.length > 0 && (
            <SettingSelect
              label={text.through}
              hint={text.throughHint}
              value={account.smtpAccountId ?? 0}
              onChange={(id) => void change({ smtpAccountId: id === 0 ? null : id })}
              options={[
                { value: 0, label: text.ownServer },
                ...others.map(({ id, address }) => ({ value: id, label: address })),
              ]}
            />
          )}
          {account.protocol === 'pop3' && <Pop3Settings accountId={account.id} />}
          <AccountLogin account={account} />
          <IdentityList account={account} />
          <div className="flex flex-wrap gap-2 px-4 py-3">
            <Button onClick={() => setTesting(true)}>{checkupText.button}</Button>
            {others.length > 0 && (
              <Button kind="danger" onClick={() => setRemoving(true)}>
                {text.remove}
              </Button>
            )}
          </div>
        </div>
      )}
      {testing && <CheckDialog account={account} onClose={() => setTesting(false)} />}
      {removing && <RemoveAccountDialog account={account} onClose={() => setRemoving(false)} />}
    </li>
  );
}
