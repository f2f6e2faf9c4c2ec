// What came of going to a provider to add an account: why it was not added, and a way to say yes where that is missing.
import { useEffect, useId, useState } from 'react';
import { settingsText } from '@/components/messages/en-settings';
import { startAtProvider } from '@/components/sign-in/start-at-provider';
import { Button } from '@/components/ui/button';
import { api, sentenceOf } from '@/lib/client/api';
import { goTo } from '@/lib/client/place';
import { type Failure, FormFailure } from './form-failure';

export function ProviderReturn() {
  const id = useId();
  const [failure, setFailure] = useState<(Failure & { opens?: boolean }) | null>(null);
  const [provider, setProvider] = useState<string | null>(null);
  const fail = (error: unknown) => setFailure({ message: sentenceOf(error), field: undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is read once, and cleaned
  useEffect(() => {
    const back = new URLSearchParams(window.location.search);
    const sealed = back.get('failure');
    goTo({ view: 'settings', section: 'accounts' }, { replace: true });
    if (sealed === null) return;
    setProvider(back.get('provider'));
    api.providerFailure(sealed).then(({ field, ...rest }) => setFailure({ ...rest, field }), fail);
  }, []);
  const join = async (provider: string, opens: boolean) => {
    try {
      const ask = { provider, opens, join: true, accountId: null };
      window.location.assign(await startAtProvider(provider, '', (await api.linkProvider(ask)).target));
    } catch (error) {
      fail(error);
    }
  };
  if (!failure) return null;
  const { opens, ...shown } = failure;
  return (
    <>
      <FormFailure failure={{ ...shown, id }} />
      {shown.field === 'join' && opens !== undefined && provider !== null && (
        <Button className="mb-4" onClick={() => void join(provider, opens)}>
          {settingsText.accounts.joinButton}
        </Button>
      )}
    </>
  );
}
