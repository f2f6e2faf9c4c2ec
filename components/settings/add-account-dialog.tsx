// Adding an account: its address and password, its servers where they are not known; what was typed stays.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import { t } from '@/components/messages/en';
import { settingsText } from '@/components/messages/en-settings';
import { CheckReport, toCheckRequest } from '@/components/sign-in/check-panel';
import { LogInFields } from '@/components/sign-in/log-in-fields';
import { offersFor } from '@/components/sign-in/offers-for';
import { ProviderButtons } from '@/components/sign-in/provider-buttons';
import { fieldOf, readServers } from '@/components/sign-in/read-sign-in';
import { useFoundServers } from '@/components/sign-in/use-found-servers';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { api } from '@/lib/client/api';
import { keys, providersQuery } from '@/lib/client/queries';
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
  const [address, setAddress] = useState('');
  /** Null until the person has chosen. */
  const [opens, setOpens] = useState<boolean | null>(null);
  const servers = useFoundServers(form);
  const { data: providers = [] } = useQuery(providersQuery);
  const [testing, setTesting] = useState<ReturnType<typeof toCheckRequest> | null>(null);
  const { failure, fail, invalid } = useFormFailure(form);

  const submit = async (event: FormEvent, join: boolean) => {
    event.preventDefault();
    if (!form.current) return;
    setBusy(true);
    fail(null);
    const isSettled = await servers.settle(String(new FormData(form.current).get('address')));
    if (!isSettled) setBusy(false);
    if (!isSettled || !form.current) return;
    const fields = new FormData(form.current);
    try {
      const added = await api.addAccount({
        address: String(fields.get('address')).trim(),
        password: String(fields.get('password')),
        ...readServers(fields),
        opens: fields.get('opens') === 'on',
        join,
      });
      await servers.keep();
      await client.invalidateQueries({ queryKey: keys.accounts });
      void client.invalidateQueries({ queryKey: keys.folders });
      onAdded(added.id);
    } catch (error) {
      setBusy(false);
      const field = fieldOf(fail(error)?.field);
      if (field && !['address', 'password', 'join'].includes(field)) servers.show(true);
    }
  };
  const mustJoin = failure?.field === 'join';
  const changeAddress = (typed: string) => {
    setAddress(typed);
    if (mustJoin) fail(null);
  };
  const mayOpen = opens ?? !looksShared(address);
  const first = offersFor(providers, address, (servers.found?.imap ?? servers.found?.pop3)?.host ?? null);
  const offered = {
    address: () => address,
    target: async (provider: string) =>
      (await api.linkProvider({ provider, opens: mayOpen, join: false, accountId: null })).target,
    onFailure: fail,
  };
  const test = () => form.current && setTesting(toCheckRequest(new FormData(form.current)));
  return (
    <Dialog title={text.addTitle} onClose={onClose}>
      {testing && (
        <CheckReport path="/api/check-account" body={testing}>
          <Button kind="main" onClick={() => setTesting(null)}>
            {text.backToForm}
          </Button>
        </CheckReport>
      )}
      <form
        hidden={testing !== null}
        ref={form}
        noValidate
        onSubmit={(event) => void submit(event, mustJoin)}
      >
        <p className="mb-4 text-sm text-text-muted">{text.addLead}</p>
        <FormFailure failure={failure} onTest={test} />
        <LogInFields servers={servers} invalid={invalid} remembered={false} onAddress={changeAddress}>
          <ProviderButtons offers={first} isFirst {...offered} />
        </LogInFields>
        <label className="mt-4 flex items-center gap-2.5 text-sm">
          <input
            name="opens"
            type="checkbox"
            aria-describedby={`${id}-opens`}
            checked={mayOpen}
            onChange={(event) => setOpens(event.target.checked)}
            className="size-4 accent-accent"
          />
          {text.opensAdd}
        </label>
        <p id={`${id}-opens`} className="ml-6.5 text-sm text-text-muted">
          {text.opensHint}
        </p>
        <ProviderButtons
          offers={providers.filter((provider) => !first.includes(provider))}
          isFirst={false}
          {...offered}
        />
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={onClose}>{t.actions.cancel}</Button>
          <Button type="submit" kind={first.length > 0 ? 'usual' : 'main'} disabled={busy}>
            {busy ? text.adding : mustJoin ? text.joinButton : text.addButton}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
