// Theme, density, keys, signing out: behind the person's initial.
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { t } from '@/components/messages/en';
import { Menu, MenuChoice, MenuItem, MenuLine } from '@/components/ui/menu';
import { api, sentenceOf } from '@/lib/client/api';
import { goTo } from '@/lib/client/place';
import type { Account } from '@/lib/contract/mail';
import { toast } from 'sonner';
import { useView } from './view-settings-context';

const ForgetDialog = dynamic(() => import('./forget-dialog').then((module) => module.ForgetDialog), {
  ssr: false,
});

/** Ends the session and leaves nothing of the person in this browser. */
async function signOut(accounts: Account[], forget: boolean): Promise<void> {
  try {
    const { forgetLocalDrafts, saveLeftDrafts } = await import('@/lib/client/drafts');
    // The last words typed are in this browser only.
    const ids = accounts.map(({ id }) => id);
    await saveLeftDrafts(ids, [], Date.now());
    await api.signOut(forget);
    await forgetLocalDrafts();
    window.location.assign('/sign-in');
  } catch (error) {
    toast.error(sentenceOf(error));
  }
}

export function AccountMenu({ accounts, onHelp }: { accounts: Account[]; onHelp: () => void }) {
  const { settings, change } = useView();
  const [asking, setAsking] = useState(false);
  const address = accounts[0]?.address ?? '';
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={t.account.menu}
            title={address}
            className="ml-auto flex size-9 shrink-0 items-center justify-center rounded-full bg-accent text-sm font-semibold text-on-accent uppercase focus-visible:outline-offset-2 pointer-coarse:size-11"
          >
            {address.slice(0, 1)}
          </button>
        }
      >
        <p className="max-w-64 truncate px-2.5 py-1.5 font-medium">{address}</p>
        <MenuLine />
        <MenuChoice
          label={t.account.theme}
          value={settings.theme}
          onChange={(theme) => change({ theme })}
          options={[
            { value: 'light', label: t.account.light },
            { value: 'dark', label: t.account.dark },
            { value: 'system', label: t.account.system },
          ]}
        />
        <MenuChoice
          label={t.account.density}
          value={settings.density}
          onChange={(density) => change({ density })}
          options={[
            { value: 'comfortable', label: t.account.comfortable },
            { value: 'cosy', label: t.account.cosy },
            { value: 'compact', label: t.account.compact },
          ]}
        />
        <MenuLine />
        <MenuItem onSelect={() => goTo({ view: 'settings', section: null })}>{t.account.settings}</MenuItem>
        <MenuItem onSelect={onHelp}>{t.account.keys}</MenuItem>
        <MenuLine />
        <MenuItem onSelect={() => void signOut(accounts, false)}>{t.account.signOut}</MenuItem>
        <MenuItem danger onSelect={() => setAsking(true)}>
          {t.account.forget(accounts.length)}
        </MenuItem>
      </Menu>
      {asking && (
        <ForgetDialog
          accounts={accounts}
          onClose={() => setAsking(false)}
          onForget={() => void signOut(accounts, true)}
        />
      )}
    </>
  );
}
