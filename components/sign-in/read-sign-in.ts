// What was typed into the fields of a sign-in (server-fields.tsx), as the contract wants it.
import type { ServerSettings } from '@/lib/contract/account';

const text = (form: FormData, name: string) => String(form.get(name) ?? '');

/** A server whose host was left empty is left out. */
export function readServers(form: FormData): {
  username?: string;
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
  return { ...(username ? { username } : {}), ...server('imap'), ...server('smtp') };
}

/** The field of the form that an error of the API names: 'imap.host' is imapHost. */
export const fieldOf = (name: string | undefined): string | undefined =>
  name?.replace(/\.(.)/gu, (_, letter: string) => letter.toUpperCase());
