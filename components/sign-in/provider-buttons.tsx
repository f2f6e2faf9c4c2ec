'use client';
// Signing in with a provider that the admin set up, without a password; the typed address goes along as a hint.
import { useState } from 'react';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { domainOf } from '@/lib/contract/mail-domain';

/** A provider as the page needs it. */
export interface Offer {
  id: string;
  name: string;
  domains: string[];
  /** Its server that mail comes from, null when the configuration names none. */
  host: string | null;
}

/** Those that have the address's domain, or run the server that was found for it. */
export function offersFor(providers: Offer[], address: string, foundHost: string | null): Offer[] {
  const domain = domainOf(address);
  if (domain === null) return [];
  return providers.filter(
    ({ domains, host }) => domains.includes(domain) || (host !== null && host === foundHost),
  );
}

/** Asks next-auth where to go, as its own client does. */
async function start(id: string, address: string, target: string): Promise<string> {
  const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
  const hint = domainOf(address) ? `?${new URLSearchParams({ login_hint: address })}` : '';
  const answer = await fetch(`/api/auth/signin/${id}${hint}`, {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, callbackUrl: target, json: 'true' }),
  });
  return ((await answer.json()) as { url: string }).url;
}

interface ProviderButtonsProps {
  offers: Offer[];
  isFirst: boolean;
  address: () => string;
  target: () => string;
  onFailure: (message: string) => void;
}

export function ProviderButtons({ offers, isFirst, address, target, onFailure }: ProviderButtonsProps) {
  const [busy, setBusy] = useState(false);
  const go = async (id: string) => {
    setBusy(true);
    try {
      window.location.assign(await start(id, address(), target()));
    } catch {
      setBusy(false);
      onFailure(t.signIn.unreachable);
    }
  };
  return offers.map(({ id, name }) => (
    <Button
      key={id}
      kind={isFirst ? 'main' : 'usual'}
      disabled={busy}
      onClick={() => void go(id)}
      className="mt-3 w-full"
    >
      {t.signIn.withProvider(name)}
    </Button>
  ));
}
