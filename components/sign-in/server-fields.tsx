'use client';
// The fields of one server: name, port and security. The sign-in form and its likes give them meaning by their names.
import { type ChangeEvent, useState } from 'react';
import { t } from '@/components/messages/en';
import type { ServerSettings } from '@/lib/contract/account';

export const FIELD =
  'mt-1 h-10 w-full rounded-lg border border-control bg-surface px-3 aria-invalid:border-danger';

/** Usual values of an empty form. */
const USUAL = { imap: { port: '993', security: 'tls' }, smtp: { port: '587', security: 'starttls' } };

export function ServerFields({
  kind,
  invalid,
  known,
  fixed,
}: {
  kind: 'imap' | 'smtp';
  invalid: (name: string) => object;
  /** What stands in the fields at first. */
  known?: ServerSettings;
  /** What an account speaks that is here already: not to be chosen again. */
  fixed?: 'imap' | 'pop3';
}) {
  const [protocol, setProtocol] = useState<'imap' | 'pop3'>(fixed ?? 'imap');
  return (
    <fieldset className="mt-4">
      <legend className="text-sm font-medium">{t.signIn[kind === 'imap' ? protocol : kind]}</legend>
      {kind === 'imap' && !fixed && <ProtocolSelect protocol={protocol} onChange={setProtocol} />}
      <div className="mt-1 grid grid-cols-[1fr_5rem_7rem] gap-2 text-sm max-[420px]:grid-cols-2">
        <label className="max-[420px]:col-span-2">
          {t.signIn.host}
          <input
            name={`${kind}Host`}
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={known?.host}
            className={FIELD}
            {...invalid(`${kind}Host`)}
          />
        </label>
        <label>
          {t.signIn.port}
          <input
            name={`${kind}Port`}
            inputMode="numeric"
            defaultValue={known?.port ?? USUAL[kind].port}
            className={FIELD}
            {...invalid(`${kind}Port`)}
          />
        </label>
        <label>
          {t.signIn.security}
          <select
            name={`${kind}Security`}
            defaultValue={known?.security ?? USUAL[kind].security}
            className={FIELD}
          >
            <option value="tls">{t.signIn.tls}</option>
            <option value="starttls">{t.signIn.starttls}</option>
          </select>
        </label>
      </div>
    </fieldset>
  );
}

/** The ports of RFC 8314: a usual one follows the protocol, one that was typed stays. */
const PORTS: Record<string, Record<'imap' | 'pop3', string>> = {
  993: { imap: '993', pop3: '995' },
  995: { imap: '993', pop3: '995' },
  143: { imap: '143', pop3: '110' },
  110: { imap: '143', pop3: '110' },
};

function ProtocolSelect({
  protocol,
  onChange,
}: {
  protocol: 'imap' | 'pop3';
  onChange: (protocol: 'imap' | 'pop3') => void;
}) {
  const choose = ({ currentTarget }: ChangeEvent<HTMLSelectElement>) => {
    const chosen = currentTarget.value === 'pop3' ? 'pop3' : 'imap';
    const port = currentTarget.form?.elements.namedItem('imapPort');
    if (port instanceof HTMLInputElement) port.value = PORTS[port.value]?.[chosen] ?? port.value;
    onChange(chosen);
  };
  return (
    <div className="mt-1 text-sm">
      <label>
        {t.signIn.protocol}
        <select name="protocol" defaultValue="imap" onChange={choose} className={FIELD}>
          <option value="imap">{t.signIn.protocols.imap}</option>
          <option value="pop3">{t.signIn.protocols.pop3}</option>
        </select>
      </label>
      {protocol === 'pop3' && <p className="mt-1 text-text-muted">{t.signIn.pop3Hint}</p>}
    </div>
  );
}
