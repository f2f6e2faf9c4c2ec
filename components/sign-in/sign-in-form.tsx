'use client';
// Signing in: address and password, and the servers where they are not known; what was typed stays.
import { CircleAlert } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { t } from '@/components/messages/en';
import { checkupText } from '@/components/messages/en-checkup';
import { Button } from '@/components/ui/button';
import { Logo } from '@/components/ui/logo';
import type { Offer } from '@/lib/contract/accounts';
import { CheckPanel, toCheckRequest } from './check-panel';
import { LogInFields } from './log-in-fields';
import { offersFor } from './offers-for';
import { ProviderButtons } from './provider-buttons';
import { useFoundServers } from './use-found-servers';

interface Failure {
  message: string;
  field?: string;
}

/** Posts to next-auth as its own client does; its error is our sentence (lib/auth/options.ts). */
async function signIn(form: FormData): Promise<Failure | null> {
  try {
    const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
    const fields = new URLSearchParams({ csrfToken, json: 'true' });
    for (const [name, value] of form) fields.set(name, String(value));
    const answer = await fetch('/api/auth/callback/credentials', { method: 'POST', body: fields });
    if (answer.ok) return null;
    const { url } = (await answer.json()) as { url: string };
    return JSON.parse(new URL(url).searchParams.get('error') ?? '') as Failure;
  } catch {
    return { message: t.signIn.unreachable };
  }
}

/** Only a path of ours: a link must not send a person elsewhere after sign-in. */
function safeTarget(): string {
  const to = new URLSearchParams(window.location.search).get('to') ?? '';
  return /^\/(?![/\\])/u.test(to) ? to : '/mail';
}

interface SignInFormProps {
  providers: Offer[];
  /** What a provider's sign-in failed of, before the page was opened again. */
  failure: string | null;
}

export function SignInForm({ providers, failure: before }: SignInFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState<'looking' | 'signing-in' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(before === null ? null : { message: before });
  const [testing, setTesting] = useState<ReturnType<typeof toCheckRequest> | null>(null);
  const servers = useFoundServers(form);
  const [address, setAddress] = useState('');
  const first = offersFor(providers, address, (servers.found?.imap ?? servers.found?.pop3)?.host ?? null);
  const offered = {
    address: () => address,
    target: safeTarget,
    onFailure: () => setFailure({ message: t.signIn.unreachable }),
  };

  // After 'Other server' was opened for it: a hidden field takes no focus.
  useEffect(() => {
    const field = failure?.field ? form.current?.elements.namedItem(failure.field) : null;
    if (field instanceof HTMLElement) field.focus();
  }, [failure]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!form.current) return;
    setBusy('looking');
    setFailure(null);
    const isSettled = await servers.settle(String(new FormData(form.current).get('address')));
    if (!isSettled) setBusy(null);
    if (!isSettled || !form.current) return;
    setBusy('signing-in');
    const failed = await signIn(new FormData(form.current));
    if (!failed) {
      await servers.keep();
      window.location.assign(safeTarget());
      return;
    }
    setBusy(null);
    setFailure(failed);
    if (failed.field && !['address', 'password'].includes(failed.field)) servers.show(true);
  };
  const invalid = (name: string) =>
    failure?.field === name ? { 'aria-invalid': true, 'aria-describedby': 'failure' } : {};
  return (
    <>
      {testing && <CheckPanel request={testing} onBack={() => setTesting(null)} />}
      <form
        hidden={testing !== null}
        ref={form}
        onSubmit={submit}
        noValidate
        className="w-full max-w-md rounded-2xl border border-line bg-surface p-8 shadow-sm max-md:border-0 max-md:p-6 max-md:shadow-none"
      >
        <p className="mb-6 flex items-center gap-2 font-semibold">
          <Logo size={28} /> {t.app}
        </p>
        <h1 className="text-xl font-semibold">{t.signIn.title}</h1>
        <p className="mt-1 mb-5 text-sm text-text-muted">{t.signIn.lead}</p>
        {failure && (
          <div className="mb-4 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
            <p id="failure" role="alert" className="flex gap-2">
              <CircleAlert aria-hidden="true" size={16} className="mt-0.5 shrink-0" />
              {failure.message}
            </p>
            {failure.field && (
              <button
                type="button"
                className="mt-1 ml-6 rounded font-medium underline"
                onClick={() => form.current && setTesting(toCheckRequest(new FormData(form.current)))}
              >
                {checkupText.button}
              </button>
            )}
          </div>
        )}
        <LogInFields servers={servers} invalid={invalid} remembered onAddress={setAddress}>
          <ProviderButtons offers={first} isFirst {...offered} />
        </LogInFields>
        <Button
          type="submit"
          kind={first.length > 0 ? 'usual' : 'main'}
          disabled={busy !== null}
          className="mt-6 w-full"
        >
          {busy === 'looking' ? t.signIn.looking : busy ? t.signIn.busy : t.signIn.button}
        </Button>
        <ProviderButtons
          offers={providers.filter((provider) => !first.includes(provider))}
          isFirst={false}
          {...offered}
        />
      </form>
    </>
  );
}
