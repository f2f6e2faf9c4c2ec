// What a person writes as from one account; the default one first.
import { useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { settingsText } from '@/components/messages/en-settings';
import { Button } from '@/components/ui/button';
import { api, sentenceOf } from '@/lib/client/api';
import { keys } from '@/lib/client/queries';
import type { AccountDetails } from '@/lib/contract/accounts';
import { IdentityForm } from './identity-form';

const text = settingsText.accounts;

export function IdentityList({ account }: { account: AccountDetails }) {
  const client = useQueryClient();
  const [editing, setEditing] = useState<number | 'new' | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.accounts });
  const run = async (deed: Promise<unknown>) => {
    try {
      await deed;
      await refresh();
    } catch (error) {
      toast.error(sentenceOf(error));
    }
  };
  const onSaved = async () => {
    await refresh();
    setEditing(null);
  };
  return (
    <div className="px-4 py-3">
      <h2 className="font-medium">{text.identities}</h2>
      <ul>
        {account.identities.map((identity) => (
          <li key={identity.id} className="py-1.5">
            {editing === identity.id ? (
              <IdentityForm
                accountId={account.id}
                identity={identity}
                onSaved={onSaved}
                onClose={() => setEditing(null)}
              />
            ) : (
              <div className="flex flex-wrap items-center gap-2">
                <p className="min-w-0 flex-1 truncate text-sm max-md:basis-full">
                  {identity.name} <span className="text-text-muted">&lt;{identity.address}&gt;</span>
                  {identity.isDefault && account.identities.length > 1 && (
                    <span className="ml-2 text-text-muted">{text.identityDefault}</span>
                  )}
                </p>
                {!identity.isDefault && (
                  <Button onClick={() => void run(api.updateIdentity(identity.id, { isDefault: true }))}>
                    {text.identityMakeDefault}
                  </Button>
                )}
                {account.identities.length > 1 && (
                  <Button onClick={() => void run(api.removeIdentity(identity.id))}>
                    {text.identityRemove}
                  </Button>
                )}
                <Button
                  aria-label={text.identityEdit(identity.address)}
                  onClick={() => setEditing(identity.id)}
                >
                  {settingsText.edit}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {editing === 'new' ? (
        <IdentityForm
          accountId={account.id}
          identity={null}
          onSaved={onSaved}
          onClose={() => setEditing(null)}
        />
      ) : (
        <Button className="mt-1" onClick={() => setEditing('new')}>
          <Plus aria-hidden="true" size={16} />
          {text.identityAdd}
        </Button>
      )}
    </div>
  );
}
