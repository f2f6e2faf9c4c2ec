'use client';
// Looks up the servers of the typed address while the person goes on to the password.
import { type RefObject, useRef, useState } from 'react';
import { domainOf } from '@/lib/contract/mail-domain';
import type { FoundServers } from '@/lib/contract/found-servers';
import { type Filled, fillServers } from './fill-servers';

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

/** `look` starts a search, or joins the one that runs for the same address; found servers are filled into the form. */
export function useFoundServers(form: RefObject<HTMLFormElement | null>) {
  const [found, setFound] = useState<FoundServers | null>(null);
  const search = useRef<{ address: string; answer: Promise<FoundServers | null> } | null>(null);
  const filled = useRef<Filled>({});

  const look = (given: string): Promise<FoundServers | null> => {
    const address = given.trim();
    if (domainOf(address) === null) return Promise.resolve(null);
    if (search.current?.address === address) return search.current.answer;
    const mine = { address, answer: ask(address) };
    search.current = mine;
    mine.answer = mine.answer.then((answer) => {
      if (search.current !== mine) return answer;
      // The administrator's servers need no filling in: signing in knows them.
      const shown = answer?.source === 'preset' ? null : answer;
      const fields = (name: string) =>
        (form.current?.elements.namedItem(name) as { value: string } | null) ?? null;
      filled.current = fillServers(fields, shown, filled.current);
      // What a script sets tells nobody: the form's words follow the protocol.
      const protocol = form.current?.elements.namedItem('protocol');
      if (protocol instanceof HTMLSelectElement)
        protocol.dispatchEvent(new Event('change', { bubbles: true }));
      setFound(shown);
      return answer;
    });
    return mine.answer;
  };
  return { found, look };
}
