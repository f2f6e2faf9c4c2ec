// Adding an account: its address and password, its servers where they are not known; what was typed stays.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import { t } from '@/components/messages/en';
import { settingsText } from '@/components/messages/en-settings';
import { FoundNote } from '@/components/sign-in/found-note';
import { fieldOf, readServers } from '@/components/sign-in/read-sign-in';
import { FIELD, ServerFields } from '@/components/sign-in/server-fields';
import { useFoundServers } from '@/components/sign-in/use-found-servers';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { api } from '@/lib/client/api';
import { keys } from '@/lib/client/queries';
import { FormFailure, useFormFailure } from './form-failure';

const text = settingsText.accounts;

/** Names that mailboxes of several people have (RFC 2142, and usual ones): offered as no way in. */
const SHARED =
  /^(?:info|office|team|sales|support|contact|hello|mail|admin|billing|accounts|marketing|service|help|jobs|press|family|postmaster|webmaster|security|abuse)(?:[.+_-].*)?@/iu;
const looksShared = (address: string) => SHARED.test(address.trim());

export function AddAccountDialog({
  onClose,
  onAdded,
}: {
  onClose: () => void;
  onAdded: (id: number) => void;
}) {
  const client = useQueryClient();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [other, setOther] = useState(false);
  const [address, setAddress] = useState('');
  /** Null until the person has chosen. */
  const [opens, setOpens] = useState<boolean | null>(null);
  const { found, look } = useFoundServers(form);
  const { failure, fail, invalid } = useFormFailure(form);

  const submit = async (event: FormEvent, join: boolean) => {
    event.preventDefault();
    if (!form.current) return;
    setBusy(true);
    fail(null);
    const servers = await look(String(new FormData(form.current).get('address')));
    if (!form.current) return;
    // A guess is looked at before the password goes there.
    if (servers && !servers.isSure && !other) {
      setBusy(false);
      setOther(true);
      return;
    }
    const fields = new FormData(form.current);
    try {
      const added = await api.addAccount({
        address: String(fields.get('address')).trim(),
        password: String(fields.get('password')),
        ...readServers(fields),
        opens: fields.get('opens') === 'on',
        join,
      });
      await client.invalidateQueries({ queryKey: keys.accounts });
      void client.invalidateQueries({ queryKey: keys.folders });
      onAdded(added.id);
    } catch (error) {
      setBusy(false);
      const field = fieldOf(fail(error)?.field);
      if (field && !['address', 'password', 'join'].includes(field)) setOther(true);
    }
  };
  const mustJoin = failure?.field === 'join';
  return (
    <Dialog title={text.addTitle} onClose={onClose}>
      <form ref={form} noValidate onSubmit={(event) => void submit(event, mustJoin)}>
        <p className="mb-4 text-sm text-text-muted">{text.addLead}</p>
        <FormFailure failure={failure} />
        <label className="block text-sm font-medium">
          {t.signIn.address}
          <input
            name="address"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            onChange={(event) => {
              setAddress(event.target.value);
              if (mustJoin) fail(null);
            }}
            onBlur={(event) => void look(event.currentTarget.value)}
            className={FIELD}
            {...invalid('address')}
          />
        </label>
        <label className="mt-4 block text-sm font-medium">
          {t.signIn.password}
          <input
            name="password"
            type="password"
            autoComplete="new-password"
            className={FIELD}
            {...invalid('password')}
          />
        </label>
        <FoundNote found={found} />
        <details open={other} onToggle={(event) => setOther(event.currentTarget.open)} className="mt-4">
          <summary className="cursor-pointer rounded text-sm text-accent">{t.signIn.other}</summary>
          <p className="mt-2 text-sm text-text-muted">{t.signIn.otherLead}</p>
          <label className="mt-3 block text-sm font-medium">
            {t.signIn.username}
            <input name="username" autoCapitalize="none" spellCheck={false} className={FIELD} />
          </label>
          <ServerFields kind="imap" invalid={invalid} />
          <ServerFields kind="smtp" invalid={invalid} />
        </details>
        <label className="mt-4 flex items-center gap-2.5 text-sm">
          <input
            name="opens"
            type="checkbox"
            aria-describedby={`${id}-opens`}
            checked={opens ?? !looksShared(address)}
            onChange={(event) => setOpens(event.target.checked)}
            className="size-4 accent-accent"
          />
          {text.opensAdd}
        </label>
        <p id={`${id}-opens`} className="ml-6.5 text-sm text-text-muted">
          {text.opensHint}
        </p>
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={onClose}>{t.actions.cancel}</Button>
          <Button type="submit" kind="main" disabled={busy}>
            {busy ? text.adding : mustJoin ? text.joinButton : text.addButton}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
