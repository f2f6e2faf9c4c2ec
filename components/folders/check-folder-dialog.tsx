// 'Check this folder': every message is compared with the mail server; what was found and put right, in numbers.
import { CircleCheck, Wrench } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { api, sentenceOf } from '@/lib/client/api';
import type { Folder, FolderCheck } from '@/lib/contract/mail';
import { folderName } from './folder-name';

export function CheckFolderDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const [found, setFound] = useState<FolderCheck | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [run, setRun] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: 'run' asks for another try
  useEffect(() => {
    let isShown = true;
    setError(null);
    api.checkFolder(folder.id).then(
      (answer) => isShown && setFound(answer),
      (failure) => isShown && setError(sentenceOf(failure)),
    );
    return () => {
      isShown = false;
    };
  }, [folder.id, run]);
  const repaired = found ? found.missing + found.extra + found.flags : 0;
  const Icon = repaired > 0 ? Wrench : CircleCheck;
  return (
    <Dialog title={t.check.title(folderName(folder))} onClose={onClose}>
      <div aria-live="polite" className="min-h-24 text-sm">
        {error ? (
          <p role="alert" className="text-danger">
            {error}
          </p>
        ) : found ? (
          <>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 tabular-nums">
              <dt className="text-text-muted">{t.check.server}</dt>
              <dd>{t.check.messages(found.server)}</dd>
              <dt className="text-text-muted">{t.check.here}</dt>
              <dd>{t.check.messages(found.held)}</dd>
              <dt className="text-text-muted">{t.check.at}</dt>
              <dd>{new Date(found.at).toLocaleTimeString()}</dd>
            </dl>
            <p className="mt-3 flex items-start gap-2">
              <Icon aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-text-muted" />
              <span>{repaired > 0 ? t.check.repaired(found) : t.check.same}</span>
            </p>
            {!found.isWhole && <p className="mt-2 text-text-muted">{t.check.partly}</p>}
          </>
        ) : (
          <>
            <p>{t.check.running(folder.total)}</p>
            <progress aria-label={t.check.running(folder.total)} className="mt-3 h-1 w-full" />
          </>
        )}
      </div>
      <div className="mt-5 flex justify-end gap-2">
        {error && <Button onClick={() => setRun(run + 1)}>{t.check.again}</Button>}
        <Button kind="main" onClick={onClose}>
          {t.check.close}
        </Button>
      </div>
    </Dialog>
  );
}
