// A window or tab with one message being written and nothing else.
'use client';
import { QueryClientProvider } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { MailCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Toaster } from '@/components/frame/toaster';
import { ViewProvider } from '@/components/frame/view-settings-context';
import { composerText as text } from '@/components/messages/en-composer';
import { Notice } from '@/components/ui/notice';
import { followEvents } from '@/lib/client/events';
import { keys, makeQueryClient } from '@/lib/client/queries';
import { DEFAULT_LIMIT_OCTETS } from '@/lib/client/uploads';
import type { ViewSettings } from '@/lib/client/view-settings';
import type { Account, Folder } from '@/lib/contract/mail';
import { openComposer, setComposerView, useOpenComposers } from './open-composer';

const ComposerWindow = dynamic(() => import('./composer-window'), { ssr: false });

interface ComposeAppProps {
  /** The draft to continue; null begins a new message. */
  draftKey: string | null;
  settings: ViewSettings;
  first: { accounts: Account[]; folders: Folder[]; changeId: number };
}

/** When the message is sent, discarded or closed, the page stays for its Undo. */
export function ComposeApp({ draftKey, settings, first }: ComposeAppProps) {
  const [client] = useState(() => {
    const made = makeQueryClient();
    made.setQueryData(keys.folders, { accounts: first.accounts, folders: first.folders });
    return made;
  });
  const composers = useOpenComposers();
  useEffect(() => {
    openComposer(draftKey === null ? { mode: 'new' } : { mode: 'edit', draftKey });
  }, [draftKey]);
  useEffect(() => followEvents(client, first.changeId, () => {}), [client, first.changeId]);

  // Undo of a send opens it again.
  const composer = composers.at(-1);
  useEffect(() => {
    if (composer && composer.view !== 'page') setComposerView(composer.key, 'page');
  }, [composer]);
  // What was begun here is found again by a reload.
  const begun = composer?.request.draftKey;
  useEffect(() => {
    if (begun !== undefined) history.replaceState(history.state, '', `/compose?draft=${begun}`);
  }, [begun]);
  const [wasOpen, setWasOpen] = useState(false);
  useEffect(() => {
    if (composer) setWasOpen(true);
  }, [composer]);

  return (
    <QueryClientProvider client={client}>
      <ViewProvider first={settings}>
        <main className="h-dvh bg-surface">
          {composer ? <ComposerWindow composer={composer} limit={DEFAULT_LIMIT_OCTETS} /> : null}
          {!composer && wasOpen ? (
            <Notice icon={MailCheck} title={text.pageClosed} text={text.pageClosedHint}>
              <a href="/mail" className="text-accent underline">
                {text.toMail}
              </a>
            </Notice>
          ) : null}
        </main>
        <Toaster />
      </ViewProvider>
    </QueryClientProvider>
  );
}
