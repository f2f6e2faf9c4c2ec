// Bringing mail into a folder: a file is chosen, sent in pieces, read; with numbers all the way.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { importText as text } from '@/components/messages/en-import';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { sentenceOf } from '@/lib/client/api';
import { followImport, sendFile } from '@/lib/client/import-file';
import { keys } from '@/lib/client/queries';
import type { Folder } from '@/lib/contract/mail';
import type { ImportJob } from '@/lib/contract/imports';
import { folderName } from './folder-name';

/** Closing it lets the import go on. */
export function ImportDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const client = useQueryClient();
  const [job, setJob] = useState<ImportJob | null>(null);
  const [error, setError] = useState<string | null>(null);
  const gone = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    gone.current = controller;
    return () => controller.abort();
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const file = new FormData(event.currentTarget).get('file');
    if (!(file instanceof File) || file.name === '') return setError(text.chooseFirst);
    if (file.size === 0) return setError(text.empty(file.name));
    setError(null);
    const { signal } = gone.current;
    try {
      const sent = await sendFile(folder.id, file, setJob, signal);
      await followImport(sent.id, setJob, signal);
      void client.invalidateQueries({ queryKey: keys.folders });
    } catch (thrown) {
      if (!signal.aborted) setError(sentenceOf(thrown));
    }
  };
  const name = folderName(folder);
  const isOver = job !== null && (job.state === 'done' || job.state === 'failed');
  return (
    <Dialog title={text.title(name)} onClose={onClose}>
      {job === null ? (
        <form onSubmit={(event) => void submit(event)}>
          <p className="mb-3 text-sm text-text-muted">{text.lead}</p>
          <label className="block text-sm font-medium">
            {text.file}
            <input
              type="file"
              name="file"
              accept=".mbox,.mbx,.zip,.eml,application/mbox,application/zip,message/rfc822"
              className="mt-1 block w-full rounded-lg border border-control bg-surface p-2 text-sm"
            />
          </label>
          {error && (
            <p role="alert" className="mt-3 text-sm text-danger">
              {error}
            </p>
          )}
          <div className="mt-5 flex justify-end gap-2">
            <Button onClick={onClose}>{text.cancel}</Button>
            <Button type="submit" kind="main">
              {text.start}
            </Button>
          </div>
        </form>
      ) : (
        <>
          {!isRefused(job) && <ImportProgress job={job} />}
          {(error ?? job.error) && (
            <p role="alert" className="mt-3 text-sm text-danger">
              {error ?? job.error}
            </p>
          )}
          {!isOver && job.state === 'running' && (
            <p className="mt-3 text-sm text-text-muted">{text.goesOn}</p>
          )}
          <div className="mt-5 flex justify-end">
            <Button kind={isOver ? 'main' : 'usual'} onClick={onClose}>
              {text.close}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** Nothing of the file could be read. */
const isRefused = ({ state, added, doubles, failed }: ImportJob) =>
  state === 'failed' && added + doubles + failed === 0;

function ImportProgress({ job }: { job: ImportJob }) {
  const isSending = job.state === 'receiving';
  const [done, total] = isSending ? [job.received, job.size] : [job.position, Math.max(1, job.total)];
  const counts = [
    text.added(job.added),
    ...(job.doubles > 0 ? [text.doubles(job.doubles)] : []),
    ...(job.failed > 0 ? [text.failed(job.failed)] : []),
  ].join(' ');
  return (
    <div>
      <progress
        aria-label={isSending ? text.sending : text.reading}
        max={total}
        value={job.state === 'done' ? total : done}
        className="h-2 w-full"
      />
      <p role="status" className="mt-2 text-sm tabular-nums">
        {isSending
          ? text.sent(done, total)
          : job.state === 'done'
            ? `${text.done} ${counts}`
            : `${text.percent(done / total)} ${counts}`}
      </p>
    </div>
  );
}
