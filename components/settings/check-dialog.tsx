// 'Test this account' for one that is here: its servers with the log-in that is kept, step by step.
import dynamic from 'next/dynamic';
import { checkupText } from '@/components/messages/en-checkup';
import { settingsText } from '@/components/messages/en-settings';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { AccountDetails } from '@/lib/contract/accounts';

const CheckReport = dynamic(() => import('@/components/checkup/check-report'));
/** All that is to be said is in the path. */
const NOTHING = {};

export function CheckDialog({ account, onClose }: { account: AccountDetails; onClose: () => void }) {
  return (
    <Dialog title={checkupText.title(account.address)} onClose={onClose} wide>
      <CheckReport path={`/api/accounts/${account.id}/check`} body={NOTHING}>
        <Button kind="main" onClick={onClose}>
          {settingsText.accounts.close}
        </Button>
      </CheckReport>
    </Dialog>
  );
}
