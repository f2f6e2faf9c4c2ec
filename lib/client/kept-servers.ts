// The servers that a sign-in in this browser was typed with, so that they are typed once. Kept by a digest of the address: after signing
// out no address stands in the browser, and a user name only where it is another. Where the browser has no digests (plain http) nothing is kept.
import { z } from 'zod';
import { ServerSettings } from '@/lib/contract/account';

const KEY = 'pennypost-servers';
const MOST = 20;

const KeptServers = z.object({
  /** What to sign in with; empty: the address. */
  username: z.string(),
  protocol: z.enum(['imap', 'pop3']),
  imap: ServerSettings,
  smtp: ServerSettings.nullable(),
});
export type KeptServers = z.infer<typeof KeptServers>;
const Entry = KeptServers.extend({ of: z.string() });

/** What was kept of the address, if anything. */
export async function keptServers(address: string): Promise<KeptServers | null> {
  const of = await digest(address);
  return readAll().find((entry) => entry.of === of) ?? null;
}

/** Keeps the servers of an address, or forgets them (null). */
export async function keepServers(address: string, servers: KeptServers | null): Promise<void> {
  const of = await digest(address);
  if (of === null) return;
  const others = readAll().filter((entry) => entry.of !== of);
  const all = servers ? [{ of, ...servers }, ...others].slice(0, MOST) : others;
  try {
    if (all.length > 0) localStorage.setItem(KEY, JSON.stringify(all));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: they are typed again.
  }
}

function readAll(): z.infer<typeof Entry>[] {
  try {
    return z.array(Entry).parse(JSON.parse(localStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

async function digest(address: string): Promise<string | null> {
  // Absent outside of secure contexts, whatever its type says.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  const octets = await subtle.digest('SHA-256', new TextEncoder().encode(address.trim().toLowerCase()));
  return Array.from(new Uint8Array(octets), (octet) => octet.toString(16).padStart(2, '0')).join('');
}
