'use client';
// Looks up the servers of the typed address while the person goes on to the password.
import { type RefObject, useRef, useState } from 'react';
import { domainOf } from '@/lib/contract/mail-domain';
import type { FoundServers } from '@/lib/contract/found-servers';
import { keepServers, keptServers } from '@/lib/client/kept-servers';
import { type Filled, fillServers } from './fill-servers';
import { readServers } from './read-sign-in';
import { type ToldServers, withKept } from './with-kept';

/** The server answers within six seconds; a little more for the way. */
const PATIENCE_MS = 9000;

async function ask(address: string): Promise<FoundServers | null> {
  try {
    const answer = await fetch('/api/find-servers', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ address }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!answer.ok) return null;
    return ((await answer.json()) as { found: FoundServers | null }).found;
  } catch {
    // Without an answer the form stays as it is, and signing in says what is missing.
    return null;
  }
}

async function tell(address: string): Promise<ToldServers | null> {
  const [found, kept] = await Promise.all([ask(address), keptServers(address)]);
  return withKept(found, kept, address);
}

/** The search for a form's servers, and whether their fields are shown. */
export interface ServerSearch {
  found: ToldServers | null;
  shown: boolean;
  show: (shown: boolean) => void;
  /** Starts a search, or joins the one that runs for the same address; found servers are filled into the form. */
  look: (address: string) => Promise<ToldServers | null>;
  /** As `look`; false when the password must wait: servers that were only guessed are shown first. */
  settle: (address: string) => Promise<boolean>;
  /** The form's log-in was right: what was typed, and not found, is kept for the next time in this browser. */
  keep: () => Promise<void>;
}

export function useFoundServers(form: RefObject<HTMLFormElement | null>): ServerSearch {
  const [found, setFound] = useState<ToldServers | null>(null);
  const [shown, show] = useState(false);
  const search = useRef<{ address: string; answer: Promise<ToldServers | null> } | null>(null);
  const filled = useRef<Filled>({});

  const look = (given: string): Promise<ToldServers | null> => {
    const address = given.trim();
    if (domainOf(address) === null) return Promise.resolve(null);
    if (search.current?.address === address) return search.current.answer;
    const mine = { address, answer: tell(address) };
    search.current = mine;
    mine.answer = mine.answer.then((answer) => {
      if (search.current !== mine) return answer;
      // The administrator's servers need no filling in: signing in knows them.
      const told = answer?.source === 'preset' ? null : answer;
      const fields = (name: string) =>
        (form.current?.elements.namedItem(name) as { value: string } | null) ?? null;
      filled.current = fillServers(fields, told, filled.current);
      // What a script sets tells nobody: the form's words follow the protocol.
      const protocol = form.current?.elements.namedItem('protocol');
      if (protocol instanceof HTMLSelectElement)
        protocol.dispatchEvent(new Event('change', { bubbles: true }));
      setFound(told);
      return answer;
    });
    return mine.answer;
  };
  const settle = async (address: string) => {
    const servers = await look(address);
    if (!servers || servers.isSure || shown) return true;
    show(true);
    return false;
  };
  const keep = async () => {
    if (!form.current) return;
    const fields = new FormData(form.current);
    const { username = '', protocol = 'imap', imap, smtp = null } = readServers(fields);
    const told = await search.current?.answer;
    const isFound =
      told?.source !== 'kept' &&
      filled.current.imapHost !== undefined &&
      Object.entries(filled.current).every(([name, value]) => fields.get(name) === value);
    const address = String(fields.get('address')).trim();
    const own = username.toLowerCase() === address.toLowerCase() ? '' : username;
    await keepServers(address, imap && !isFound ? { username: own, protocol, imap, smtp } : null);
  };
  return { found, shown, show, look, settle, keep };
}
