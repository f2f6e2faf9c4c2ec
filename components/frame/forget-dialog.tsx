// Asks before everything that is kept of a person's accounts is erased.
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { Account } from '@/lib/contract/mail';

interface ForgetDialogProps {
  accounts: Account[];
  onClose: () => void;
  onForget: () => void;
}

export function ForgetDialog({ accounts, onClose, onForget }: ForgetDialogProps) {
  const kept = accounts.filter(({ protocol }) => protocol === 'pop3').map(({ address }) => address);
  return (
    <Dialog title={t.account.forgetTitle(accounts.length)} onClose={onClose}>
      <p className="text-sm text-text-muted">{t.account.forgetText(accounts.length)}</p>
      {accounts.length > 1 && (
        <ul className="mt-2 list-disc pl-5 text-sm break-words text-text-muted">
          {accounts.map(({ id, address }) => (
            <li key={id}>{address}</li>
          ))}
        </ul>
      )}
      {kept.length > 0 && (
        <p className="mt-3 text-sm break-words text-danger">
          {t.account.forgetPop3Text(new Intl.ListFormat('en').format(kept))}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{t.actions.cancel}</Button>
        <Button kind="danger" onClick={onForget}>
          {t.account.forgetButton(accounts.length)}
        </Button>
      </div>
    </Dialog>
  );
}
