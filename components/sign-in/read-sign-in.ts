// What was typed into the fields of a sign-in (server-fields.tsx), as the contract wants it.
import type { ServerSettings } from '@/lib/contract/account';

const text = (form: FormData, name: string) => String(form.get(name) ?? '');

/** A server whose host was left empty is left out. */
export function readServers(form: FormData): {
  username?: string;
  protocol?: 'imap' | 'pop3';
  imap?: ServerSettings;
  smtp?: ServerSettings;
} {
  const username = text(form, 'username').trim();
  const server = (kind: 'imap' | 'smtp') => {
    const host = text(form, `${kind}Host`).trim();
    if (host === '') return {};
    const security = text(form, `${kind}Security`) === 'tls' ? ('tls' as const) : ('starttls' as const);
    return { [kind]: { host, port: Number(text(form, `${kind}Port`)), security } };
  };
  // Where it cannot be chosen it stays what it is.
  const protocol = text(form, 'protocol');
  const chosen =
    protocol === 'pop3'
      ? { protocol: 'pop3' as const }
      : protocol === 'imap'
        ? { protocol: 'imap' as const }
        : {};
  return { ...chosen, ...(username ? { username } : {}), ...server('imap'), ...server('smtp') };
}

/** The field of the form that an error of the API names: 'imap.host' is imapHost. */
export const fieldOf = (name: string | undefined): string | undefined =>
  name?.replace(/\.(.)/gu, (_, letter: string) => letter.toUpperCase());
