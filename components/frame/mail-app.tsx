'use client';
// The whole interface after sign-in: providers, the first data from the server, and the frame.
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { FirstPlace, type Place } from '@/lib/client/place';
import { keys, makeQueryClient } from '@/lib/client/queries';
import { shownList } from '@/lib/client/shown-list';
import type { ViewSettings } from '@/lib/client/view-settings';
import type { Account, ConversationPage, Folder } from '@/lib/contract/mail';
import { Frame } from './frame';
import { Toaster } from './toaster';
import { ViewProvider } from './view-settings-context';

interface MailAppProps {
  place: Place;
  settings: ViewSettings;
  first: { accounts: Account[]; folders: Folder[]; page: ConversationPage | null; changeId: number };
  /** Server time of the first paint, so that server and browser write the same hours. */
  now: number;
}

export function MailApp({ place, settings, first, now }: MailAppProps) {
  const [client] = useState(() => {
    const made = makeQueryClient();
    made.setQueryData(keys.folders, { accounts: first.accounts, folders: first.folders });
    const list = shownList(place, first);
    if (list !== null && first.page)
      made.setQueryData(keys.rows(list), { pages: [first.page], pageParams: [null] });
    return made;
  });
  return (
    <QueryClientProvider client={client}>
      <FirstPlace value={place}>
        <ViewProvider first={settings}>
          <Frame firstNow={now} firstChangeId={first.changeId} />
          <Toaster />
        </ViewProvider>
      </FirstPlace>
    </QueryClientProvider>
  );
}
