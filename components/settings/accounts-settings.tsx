// Settings > Accounts: every account of the person, and a way to add one.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { settingsText } from '@/components/messages/en-settings';
import { Button } from '@/components/ui/button';
import { accountsQuery } from '@/lib/client/queries';
import { AccountCard } from './account-card';
import { AddAccountDialog } from './add-account-dialog';
import { ProviderReturn } from './provider-return';
import { SettingsState } from './settings-state';

const text = settingsText.accounts;

export function AccountsSettings() {
  const { data, error, refetch } = useQuery(accountsQuery);
  const [adding, setAdding] = useState(false);
  const [chosen, setOpen] = useState<number | null | undefined>();
  // What waits for its owner is open at first.
  const open = chosen === undefined ? data?.find(({ state }) => state === 'wrong-password')?.id : chosen;
  return (
    <SettingsState ready={data !== undefined} error={error} onRetry={() => void refetch()}>
      <ProviderReturn />
      <p className="mb-4 text-sm text-text-muted">{text.lead}</p>
      <ul className="flex flex-col gap-3">
        {data?.map((account) => (
          <AccountCard
            key={account.id}
            account={account}
            others={data.filter(({ id }) => id !== account.id)}
            open={open === account.id}
            onToggle={() => setOpen(open === account.id ? null : account.id)}
          />
        ))}
      </ul>
      <Button className="mt-4" onClick={() => setAdding(true)}>
        <Plus aria-hidden="true" size={16} />
        {text.add}
      </Button>
      {adding && (
        <AddAccountDialog
          onClose={() => setAdding(false)}
          onAdded={(id) => {
            setAdding(false);
            setOpen(id);
          }}
        />
      )}
    </SettingsState>
  );
}
