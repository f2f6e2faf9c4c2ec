// The files of a message: uploaded ones, ones on their way with their progress, ones that did not make it and why.
import { FileText, ImageIcon, RotateCw, TriangleAlert, X } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import type { Upload } from '@/lib/contract/compose';
import { sizeOf } from './size-text';
import { IconButton } from '@/components/ui/icon-button';
import type { Files, PendingFile } from './use-files';

interface FileListProps {
  uploads: Upload[];
  files: Files;
}

/** Nothing when there are no files. */
export function FileList({ uploads, files }: FileListProps) {
  if (uploads.length + files.pending.length === 0) return null;
  return (
    <ul
      aria-label={text.attachments}
      className="grid max-h-44 shrink-0 grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-2 overflow-y-auto border-t border-line px-4 py-2"
    >
      {uploads.map((upload) => {
        const Icon = upload.type.startsWith('image/') ? ImageIcon : FileText;
        return (
          <li
            key={upload.id}
            className="flex items-center gap-2 rounded-md border border-line pl-2.5 text-sm"
          >
            <Icon aria-hidden="true" size={16} className="shrink-0 text-text-muted" />
            <span dir="auto" className="min-w-0 flex-1 truncate text-text" title={upload.name}>
              {upload.name}
            </span>
            <span className="shrink-0 text-text-muted tabular-nums">{sizeOf(upload.size)}</span>
            <IconButton icon={X} label={text.removeFile(upload.name)} onClick={() => files.remove(upload)} />
          </li>
        );
      })}
      {files.pending.map((file) =>
        file.error ? (
          <FailedFile key={file.id} file={file} files={files} />
        ) : (
          <RunningFile key={file.id} file={file} files={files} />
        ),
      )}
    </ul>
  );
}

function RunningFile({ file, files }: { file: PendingFile; files: Files }) {
  const percent = Math.floor(file.share * 100);
  return (
    <li className="relative flex items-center gap-2 overflow-hidden rounded-md border border-line pl-2.5 text-sm">
      <FileText aria-hidden="true" size={16} className="shrink-0 text-text-muted" />
      <span dir="auto" className="min-w-0 flex-1 truncate text-text" title={file.name}>
        {file.name}
      </span>
      <span className="shrink-0 text-text-muted tabular-nums">{text.uploading(percent)}</span>
      <IconButton icon={X} label={text.cancelFile(file.name)} onClick={() => files.cancel(file.id)} />
      <div
        role="progressbar"
        aria-label={file.name}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="absolute inset-x-0 bottom-0 h-0.5 bg-line"
      >
        <div className="h-full bg-accent" style={{ width: `${percent}%` }} />
      </div>
    </li>
  );
}

function FailedFile({ file, files }: { file: PendingFile; files: Files }) {
  return (
    <li className="col-span-full flex items-start gap-2 rounded-md border border-danger bg-danger-soft pl-2.5 text-sm">
      <TriangleAlert aria-hidden="true" size={16} className="mt-2 shrink-0 text-danger" />
      <div role="alert" className="min-w-0 flex-1 py-1.5">
        <div dir="auto" className="truncate text-text" title={file.name}>
          {file.name}
        </div>
        <div className="text-danger">{file.error}</div>
      </div>
      {file.canRetry ? (
        <IconButton icon={RotateCw} label={text.retryFile(file.name)} onClick={() => files.retry(file.id)} />
      ) : null}
      <IconButton icon={X} label={text.removeFile(file.name)} onClick={() => files.cancel(file.id)} />
    </li>
  );
}
