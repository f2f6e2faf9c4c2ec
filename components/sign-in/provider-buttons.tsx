'use client';
// Going to a provider that the admin set up, instead of a password; the typed address goes along as a hint.
import { useState } from 'react';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { startAtProvider } from './start-at-provider';

interface ProviderButtonsProps {
  offers: { id: string; name: string }[];
  isFirst: boolean;
  address: () => string;
  /** Where to come back to, a path of ours. */
  target: (id: string) => string | Promise<string>;
  onFailure: (error: unknown) => void;
}

export function ProviderButtons({ offers, isFirst, address, target, onFailure }: ProviderButtonsProps) {
  const [busy, setBusy] = useState(false);
  const go = async (id: string) => {
    setBusy(true);
    try {
      window.location.assign(await startAtProvider(id, address(), await target(id)));
    } catch (error) {
      setBusy(false);
      onFailure(error);
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
