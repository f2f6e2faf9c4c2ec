// The place of all open composers: the bottom right corner, or the whole screen where that is narrow.
'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { useOutboxNotices } from '@/components/outbox/use-outbox-notices';
import { composerText as text } from '@/components/messages/en-composer';
import { recordKeys } from '@/lib/client/browser-store';
import { foldersQuery } from '@/lib/client/queries';
import { restoreComposers, setComposerRoom, useOpenComposers } from './open-composer';

// The editor is the largest part of the interface: it is fetched when somebody writes.
const ComposerWindow = dynamic(() => import('./composer-window'), { ssr: false });

const WINDOW_WIDTH = 572;
const NARROW = 768;
const DEFAULT_LIMIT_OCTETS = 25 * 1024 * 1024;

interface ComposerDockProps {
  /** Octets of files that one message can carry, as the server is configured. */
  limit?: number;
}

const roomFor = (width: number) =>
  width < NARROW ? 1 : Math.max(1, Math.floor((width - 200) / WINDOW_WIDTH));

/** Mount it once; on narrow screens the minimised ones stand beside the round compose button. */
export function ComposerDock({ limit = DEFAULT_LIMIT_OCTETS }: ComposerDockProps) {
  const composers = useOpenComposers();
  const { data } = useQuery(foldersQuery);
  useOutboxNotices();

  useEffect(() => {
    const resize = () => setComposerRoom(roomFor(window.innerWidth));
    resize();
    restoreComposers();
    window.addEventListener('resize', resize);
    return () => window.removeEventListener('resize', resize);
  }, []);

  const accounts = data?.accounts.map(({ id }) => id).join(' ') ?? '';
  useEffect(() => {
    if (!accounts) return;
    // What an earlier visit could not save. Mostly there is nothing, and a page that is read only needs no code for it.
    void recordKeys('drafts').then(async (keys) => {
      if (keys.length === 0) return;
      const { saveLeft } = await import('./save-left');
      await saveLeft(accounts.split(' ').map(Number));
    });
  }, [accounts]);

  if (composers.length === 0) return null;
  return (
    <aside
      data-composer-dock
      aria-label={text.dock}
      className="pointer-events-none fixed right-4 bottom-0 left-4 z-40 flex flex-row-reverse items-end gap-3 max-md:right-21 max-md:bottom-5 max-md:left-4 max-md:gap-2 max-md:in-[body:has([data-verbs])]:right-4 max-md:in-[body:has([data-verbs])]:bottom-16"
    >
      {composers.map((composer) => (
        <ComposerWindow key={composer.key} composer={composer} limit={limit} />
      ))}
    </aside>
  );
}
