// Loads what a composer opens with, and shows that it is loading or why it could not.
import './composer.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';
import { foldersQuery } from '@/lib/client/queries';
import { ComposerBar } from './composer-bar';
import { ComposerForm } from './composer-form';
import { ComposerFrame } from './composer-frame';
import { type LoadedDraft, loadDraft } from './load-draft';
import { adoptDraftKey, closeComposer, type OpenComposer } from './open-composer';

interface ComposerWindowProps {
  composer: OpenComposer;
  /** Octets of files that one message can carry. */
  limit: number;
}

/** One composer, from its opening to its close. */
export default function ComposerWindow({ composer, limit }: ComposerWindowProps) {
  const { data } = useQuery(foldersQuery);
  const [loaded, setLoaded] = useState<LoadedDraft | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const accounts = data?.accounts ?? null;
  const isReady = accounts !== null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: loaded once an opening; later accounts change nothing here
  useEffect(() => {
    if (!accounts || loaded) return;
    let isGone = false;
    setError(null);
    loadDraft(
      composer,
      accounts.map(({ id }) => id),
    ).then(
      (found) => {
        if (isGone) return;
        if (found.draft.key !== composer.key && !adoptDraftKey(composer.key, found.draft.key)) return;
        setLoaded(found);
      },
      (cause: unknown) => {
        if (!isGone) setError(sentenceOf(cause));
      },
    );
    return () => {
      isGone = true;
    };
  }, [isReady, attempt]);

  if (loaded) {
    return <ComposerForm composer={composer} loaded={loaded} accounts={accounts ?? []} limit={limit} />;
  }
  const isHidden = composer.view === 'minimised';
  return (
    <>
      {isHidden ? (
        <ComposerBar
          composer={composer}
          title={text.newMessage}
          onClose={() => closeComposer(composer.key)}
        />
      ) : null}
      <ComposerFrame
        composer={composer}
        title={text.newMessage}
        isHidden={isHidden}
        onClose={() => closeComposer(composer.key)}
      >
        {error ? (
          <div role="alert" className="m-auto flex max-w-xs flex-col items-center gap-3 p-6 text-center">
            <p className="font-semibold">{text.couldNotLoad}</p>
            <p className="text-text-muted">{error}</p>
            <Button onClick={() => setAttempt(attempt + 1)}>{text.tryAgain}</Button>
          </div>
        ) : (
          <Skeleton />
        )}
      </ComposerFrame>
    </>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label={text.loading} className="skeleton flex flex-col gap-4 p-4">
      {['w-2/3', 'w-1/2', 'w-full', 'w-11/12', 'w-3/4'].map((width) => (
        <div key={width} className={`h-3 rounded bg-surface-sunken ${width}`} />
      ))}
    </div>
  );
}
