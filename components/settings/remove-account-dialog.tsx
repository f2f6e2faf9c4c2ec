// Asks before an account is taken out of this Pennypost: it cannot be undone without its password.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { settingsText } from '@/components/messages/en-settings';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { api, sentenceOf } from '@/lib/client/api';
import type { AccountDetails } from '@/lib/contract/accounts';

const text = settingsText.accounts;

export function RemoveAccountDialog({ account, onClose }: { account: AccountDetails; onClose: () => void }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await api.removeAccount(account.id);
      onClose();
      toast.success(text.removed(account.address));
      // Conversations are what is left of them.
      await client.invalidateQueries();
    } catch (error) {
      setFailure(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={text.removeTitle(account.address)} onClose={onClose}>
      <p className="text-sm text-text-muted">
        {account.protocol === 'pop3' ? text.removePop3Text : text.removeText}
      </p>
      {failure && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {failure}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{settingsText.cancel}</Button>
        <Button kind="danger" disabled={busy} onClick={() => void remove()}>
          {text.removeButton}
        </Button>
      </div>
    </Dialog>
  );
}
