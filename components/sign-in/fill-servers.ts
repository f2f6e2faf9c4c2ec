// Fills found servers into a form's fields, and never over what a person typed.
import type { ToldServers } from './with-kept';

/** A form's text fields by name: input and select elements, or plain objects in tests. */
export type Fields = (name: string) => { value: string } | null;

const KINDS = ['imap', 'smtp'] as const;

/** Which values came from us, by field: a value that differs was typed. */
export type Filled = Record<string, string>;

/**
 * Puts the servers of `found` (null: none) into fields that are empty or hold what an earlier call put there. Returns what it filled,
 * to be given to the next call.
 */
export function fillServers(fields: Fields, found: ToldServers | null, before: Filled): Filled {
  const filled: Filled = {};
  const isOurs = (name: string) => {
    const value = fields(name)?.value ?? '';
    return value === '' || value === before[name];
  };
  const put = (name: string, value: string) => {
    const field = fields(name);
    if (!field) return;
    field.value = value;
    filled[name] = value;
  };
  for (const kind of KINDS) {
    // Port and security belong to the host: who typed a host has his own.
    if (!isOurs(`${kind}Host`)) continue;
    const server = kind === 'imap' ? (found?.imap ?? found?.pop3) : found?.smtp;
    put(`${kind}Host`, server?.host ?? '');
    if (!server) continue;
    put(`${kind}Port`, String(server.port));
    put(`${kind}Security`, server.security);
    if (kind === 'imap') put('protocol', found?.imap ? 'imap' : 'pop3');
  }
  if (isOurs('username')) put('username', found?.imap || found?.pop3 ? found.username : '');
  return filled;
}
