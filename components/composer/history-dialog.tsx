// The history of a draft: its versions on the left, the chosen one beside them, and a button that makes it the draft again.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { composerText as text } from '@/components/messages/en-composer';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { sentenceOf } from '@/lib/client/api';
import { getVersion, listVersions, restoreVersion } from '@/lib/client/drafts';
import type { Draft, DraftVersion } from '@/lib/contract/compose';
import { agoText } from './ago-text';
import { DraftPreview } from './draft-preview';

interface HistoryDialogProps {
  draftKey: string;
  onRestore: (draft: Draft) => void;
  onClose: () => void;
}

/** Asks anew at each opening. */
export default function HistoryDialog({ draftKey, onRestore, onClose }: HistoryDialogProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const versions = useQuery({
    queryKey: ['versions', draftKey],
    queryFn: () => listVersions(draftKey),
    staleTime: 0,
    gcTime: 0,
  });
  const id = chosen ?? versions.data?.[0]?.id ?? null;
  const version = useQuery({
    queryKey: ['version', draftKey, id],
    queryFn: () => getVersion(draftKey, id ?? 0),
    enabled: id !== null,
    gcTime: 0,
  });
  const restore = async () => {
    if (id === null) return;
    try {
      onRestore(await restoreVersion(draftKey, id));
      toast(text.restored);
      onClose();
    } catch (error) {
      toast.error(sentenceOf(error));
    }
  };
  const failed = versions.error ?? version.error;
  return (
    <Dialog title={text.history} onClose={onClose} wide>
      {failed ? <p role="alert">{sentenceOf(failed)}</p> : null}
      {versions.data?.length === 0 ? <p className="text-text-muted">{text.noHistory}</p> : null}
      {versions.data && versions.data.length > 0 ? (
        <div className="flex min-h-0 gap-4 max-md:flex-col">
          <ul
            aria-label={text.versions}
            className="max-h-[50vh] w-56 shrink-0 overflow-y-auto max-md:max-h-[24vh] max-md:w-full"
          >
            {versions.data.map((each) => (
              <li key={each.id}>
                <VersionButton version={each} isChosen={each.id === id} onChoose={() => setChosen(each.id)} />
              </li>
            ))}
          </ul>
          <div className="flex min-w-0 flex-1 flex-col gap-3">
            {version.data ? <DraftPreview draft={version.data} /> : null}
            <div className="flex justify-end gap-2">
              <Button onClick={onClose}>{text.cancel}</Button>
              <Button kind="main" disabled={!version.data} onClick={() => void restore()}>
                {text.restoreVersion}
              </Button>
            </div>
          </div>
        </div>
      ) : null}
    </Dialog>
  );
}

interface VersionButtonProps {
  version: DraftVersion;
  isChosen: boolean;
  onChoose: () => void;
}

function VersionButton({ version, isChosen, onChoose }: VersionButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      className="flex w-full flex-col gap-0.5 rounded-md px-2.5 py-2 text-left hover:bg-hover aria-pressed:bg-selected"
      onClick={onChoose}
    >
      <span className="flex w-full justify-between gap-2 text-xs text-text-muted">
        <span>{text.versionReason[version.reason]}</span>
        <time
          dateTime={new Date(version.editedAt).toISOString()}
          title={new Date(version.editedAt).toLocaleString()}
          className="shrink-0 tabular-nums"
        >
          {agoText(Math.max(0, Date.now() - version.editedAt))}
        </time>
      </span>
      <span dir="auto" className="w-full truncate font-medium">
        {version.subject || text.noSubject}
      </span>
      <span dir="auto" className="w-full truncate text-xs text-text-muted">
        {version.excerpt || text.emptyText}
      </span>
    </button>
  );
}
