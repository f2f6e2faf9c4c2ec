'use client';
// Signing in: address and password, and the servers where they are not known; what was typed stays.
import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { Logo } from '@/components/ui/logo';

interface Failure {
  message: string;
  field?: string;
}

const FIELD = 'mt-1 h-10 w-full rounded-lg border border-control bg-surface px-3 aria-invalid:border-danger';

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

export function SignInForm() {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [other, setOther] = useState(false);
  const [visible, setVisible] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!form.current) return;
    setBusy(true);
    setFailure(null);
    const failed = await signIn(new FormData(form.current));
    if (!failed) {
      window.location.assign(safeTarget());
      return;
    }
    setBusy(false);
    setFailure(failed);
    if (failed.field && !['address', 'password'].includes(failed.field)) setOther(true);
    requestAnimationFrame(() => {
      const field = failed.field ? form.current?.elements.namedItem(failed.field) : null;
      if (field instanceof HTMLElement) field.focus();
    });
  };
  const invalid = (name: string) =>
    failure?.field === name ? { 'aria-invalid': true, 'aria-describedby': 'failure' } : {};
  const server = (kind: 'imap' | 'smtp') => (
    <fieldset className="mt-4">
      <legend className="text-sm font-medium">{t.signIn[kind]}</legend>
      <div className="mt-1 grid grid-cols-[1fr_5rem_7rem] gap-2 text-sm max-[420px]:grid-cols-2">
        <label className="max-[420px]:col-span-2">
          {t.signIn.host}
          <input
            name={`${kind}Host`}
            autoCapitalize="none"
            spellCheck={false}
            className={FIELD}
            {...invalid(`${kind}Host`)}
          />
        </label>
        <label>
          {t.signIn.port}
          <input
            name={`${kind}Port`}
            inputMode="numeric"
            defaultValue={kind === 'imap' ? '993' : '587'}
            className={FIELD}
            {...invalid(`${kind}Port`)}
          />
        </label>
        <label>
          {t.signIn.security}
          <select
            name={`${kind}Security`}
            defaultValue={kind === 'imap' ? 'tls' : 'starttls'}
            className={FIELD}
          >
            <option value="tls">{t.signIn.tls}</option>
            <option value="starttls">{t.signIn.starttls}</option>
          </select>
        </label>
      </div>
    </fieldset>
  );

  return (
    <form
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
        <p
          id="failure"
          role="alert"
          className="mb-4 flex gap-2 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning"
        >
          <CircleAlert aria-hidden="true" size={16} className="mt-0.5 shrink-0" />
          {failure.message}
        </p>
      )}
      <label className="block text-sm font-medium">
        {t.signIn.address}
        <input
          name="address"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the page is for this field
          autoFocus
          className={FIELD}
          {...invalid('address')}
        />
      </label>
      <label htmlFor="password" className="mt-4 block text-sm font-medium">
        {t.signIn.password}
      </label>
      <div className="relative">
        <input
          id="password"
          name="password"
          type={visible ? 'text' : 'password'}
          autoComplete="current-password"
          className={`${FIELD} pr-11`}
          {...invalid('password')}
        />
        <button
          type="button"
          aria-label={visible ? t.signIn.hide : t.signIn.show}
          aria-pressed={visible}
          onClick={() => setVisible((now) => !now)}
          className="absolute top-1 right-0 flex size-10 items-center justify-center rounded-lg text-text-muted hover:text-text"
        >
          {visible ? <EyeOff aria-hidden="true" size={16} /> : <Eye aria-hidden="true" size={16} />}
        </button>
      </div>
      <details open={other} onToggle={(event) => setOther(event.currentTarget.open)} className="mt-4">
        <summary className="cursor-pointer rounded text-sm text-accent">{t.signIn.other}</summary>
        <p className="mt-2 text-sm text-text-muted">{t.signIn.otherLead}</p>
        <label className="mt-3 block text-sm font-medium">
          {t.signIn.username}
          <input name="username" autoCapitalize="none" spellCheck={false} className={FIELD} />
        </label>
        {server('imap')}
        {server('smtp')}
      </details>
      <Button type="submit" kind="main" disabled={busy} className="mt-6 w-full">
        {busy ? t.signIn.busy : t.signIn.button}
      </Button>
    </form>
  );
}
