// Asks before everything that is kept of an account is erased.
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

export function ForgetDialog({ onClose, onForget }: { onClose: () => void; onForget: () => void }) {
  return (
    <Dialog title={t.account.forgetTitle} onClose={onClose}>
      <p className="text-sm text-text-muted">{t.account.forgetText}</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{t.actions.cancel}</Button>
        <Button kind="danger" onClick={onForget}>
          {t.account.forgetButton}
        </Button>
      </div>
    </Dialog>
  );
}
