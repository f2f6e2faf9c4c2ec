'use client';
// The fields of an account's log-in: address, password, and its servers, which are filled in where they are found.
import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { t } from '@/components/messages/en';
import { FoundNote } from './found-note';
import { FIELD, ServerFields } from './server-fields';
import type { ServerSearch } from './use-found-servers';

interface LogInFieldsProps {
  servers: ServerSearch;
  /** What marks the field at fault. */
  invalid: (name: string) => object;
  /** Whether the browser offers the log-ins that it keeps for Pennypost, or this is another account. */
  remembered: boolean;
  onAddress: (address: string) => void;
  /** Below the address. */
  children?: ReactNode;
}

export function LogInFields({ servers, invalid, remembered, onAddress, children }: LogInFieldsProps) {
  const id = useId();
  const [visible, setVisible] = useState(false);
  return (
    <>
      <label className="block text-sm font-medium">
        {t.signIn.address}
        <input
          name="address"
          // Not type="email": that turns a domain of another script into A-labels, in the address and in the user name.
          inputMode="email"
          autoComplete={remembered ? 'username' : 'off'}
          autoCapitalize="none"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the page or dialog is for this field
          autoFocus
          className={FIELD}
          onChange={(event) => onAddress(event.currentTarget.value)}
          onBlur={(event) => void servers.look(event.currentTarget.value)}
          {...invalid('address')}
        />
      </label>
      {children}
      <label htmlFor={id} className="mt-4 block text-sm font-medium">
        {t.signIn.password}
      </label>
      <div className="relative">
        <input
          id={id}
          name="password"
          type={visible ? 'text' : 'password'}
          autoComplete={remembered ? 'current-password' : 'new-password'}
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
      <FoundNote found={servers.found} />
      <details
        open={servers.shown}
        onToggle={(event) => servers.show(event.currentTarget.open)}
        className="mt-4"
      >
        <summary className="cursor-pointer rounded text-sm text-accent">{t.signIn.other}</summary>
        <p className="mt-2 text-sm text-text-muted">{t.signIn.otherLead}</p>
        <label className="mt-3 block text-sm font-medium">
          {t.signIn.username}
          <input
            name="username"
            autoCapitalize="none"
            spellCheck={false}
            className={FIELD}
            {...invalid('username')}
          />
        </label>
        <ServerFields kind="imap" invalid={invalid} />
        <ServerFields kind="smtp" invalid={invalid} />
      </details>
    </>
  );
}
