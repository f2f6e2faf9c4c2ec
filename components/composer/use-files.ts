// The files of one composer: those that are uploaded stand in the draft, those on their way or failed stand here.
import { useCallback, useEffect, useRef, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { ClientError } from '@/lib/client/api';
import { newKey } from '@/lib/client/new-key';
import { forgetFile, keepFile, type KeptFile, keptFiles } from '@/lib/client/pending-files';
import { isTooLarge, removeUpload, uploadFile, uploadUrl } from '@/lib/client/uploads';
import type { Upload } from '@/lib/contract/compose';
import { limitText, sizeOf } from './size-text';
import type { DraftHandle } from './use-draft';

/** A file on its way, or one that did not make it (`error`). */
export interface PendingFile {
  id: string;
  name: string;
  size: number;
  /** 0 to 1. */
  share: number;
  error: string | null;
  /** Whether trying again can help. */
  canRetry: boolean;
}

interface Job extends KeptFile {
  stop: AbortController;
}

const kept = ({ stop: _, ...file }: Job): KeptFile => file;

export interface Files {
  pending: PendingFile[];
  add: (files: File[]) => void;
  /** Uploads an image for the text; answers the Content-ID to show it by, at once. */
  addInline: (file: File) => string | null;
  /** Stops an upload, or takes a failed one off the list. */
  cancel: (id: string) => void;
  retry: (id: string) => void;
  remove: (upload: Upload) => void;
  /** Where the browser finds the image behind a Content-ID; null when the draft has no such file. */
  imageUrl: (contentId: string) => string | null;
}

/** Uploads for `handle`'s draft; a message can carry `limit` octets. */
export function useFiles(handle: DraftHandle, limit: number): Files {
  const { change, current } = handle;
  const [pending, setPending] = useState<PendingFile[]>([]);
  const jobs = useRef(new Map<string, Job>());
  const images = useRef(new Map<string, string>());

  useEffect(() => {
    const running = jobs.current;
    const shown = images.current;
    return () => {
      for (const { stop } of running.values()) stop.abort();
      for (const url of shown.values()) URL.revokeObjectURL(url);
      shown.clear();
    };
  }, []);

  const update = useCallback((id: string, patch: Partial<PendingFile>) => {
    setPending((list) => list.map((entry) => (entry.id === id ? { ...entry, ...patch } : entry)));
  }, []);

  const drop = useCallback((id: string) => {
    jobs.current.delete(id);
    void forgetFile(id);
    setPending((list) => list.filter((entry) => entry.id !== id));
  }, []);

  const run = useCallback(
    async (id: string) => {
      const job = jobs.current.get(id);
      if (!job) return;
      try {
        const upload = await uploadFile(job.file, {
          contentId: job.contentId,
          startedId: job.uploadId,
          onStarted: (uploadId) => {
            job.uploadId = uploadId;
            void keepFile(kept(job));
          },
          signal: job.stop.signal,
          onProgress: (share) => update(id, { share }),
        });
        if (!jobs.current.has(id)) return removeUpload(upload.id);
        change((draft) => ({ uploads: [...draft.uploads, upload] }));
        drop(id);
      } catch (error) {
        const { code, message } = error instanceof ClientError ? error : new ClientError(0, 'internal', '');
        if (code === 'stopped') return drop(id);
        const tooLarge = code === 'too-large';
        const fallback = tooLarge ? text.tooLargeForServer : text.uploadFailed;
        update(id, { error: message || fallback, canRetry: !tooLarge });
      }
    },
    [change, drop, update],
  );

  const begin = useCallback(
    (file: KeptFile) => {
      jobs.current.set(file.id, { ...file, stop: new AbortController() });
      void keepFile(file);
      void run(file.id);
    },
    [run],
  );

  useEffect(() => {
    void keptFiles(current().key).then((left) => {
      const fresh = left.filter(({ id }) => !jobs.current.has(id));
      setPending((list) => [
        ...list,
        ...fresh.map(({ id, file }) => ({
          id,
          name: file.name,
          size: file.size,
          share: 0,
          error: null,
          canRetry: false,
        })),
      ]);
      for (const file of fresh) {
        if (file.contentId) images.current.set(file.contentId, URL.createObjectURL(file.file));
        begin(file);
      }
    });
  }, [begin, current]);

  const start = useCallback(
    (file: File, contentId: string | null) => {
      const id = newKey();
      const there = [
        ...current().uploads,
        ...[...jobs.current.values()].map(({ file: { size } }) => ({ size })),
      ];
      const tooLarge = isTooLarge(there, file.size, limit);
      const error = tooLarge
        ? text.tooLarge(sizeOf(file.size), limitText(limit))
        : file.size === 0
          ? text.emptyFile
          : null;
      setPending((list) => [
        ...list,
        { id, name: file.name, size: file.size, share: 0, error, canRetry: false },
      ]);
      if (error) return false;
      begin({ id, draftKey: current().key, file, contentId, uploadId: null });
      return true;
    },
    [begin, current, limit],
  );

  return {
    pending,
    add: useCallback((files) => files.forEach((file) => void start(file, null)), [start]),
    addInline: useCallback(
      (file) => {
        const contentId = `${newKey()}@pennypost`;
        if (!start(file, contentId)) return null;
        images.current.set(contentId, URL.createObjectURL(file));
        return contentId;
      },
      [start],
    ),
    cancel: useCallback(
      (id) => {
        const job = jobs.current.get(id);
        job?.stop.abort();
        if (job?.uploadId) removeUpload(job.uploadId);
        drop(id);
      },
      [drop],
    ),
    retry: useCallback(
      (id) => {
        const job = jobs.current.get(id);
        if (!job) return;
        jobs.current.set(id, { ...job, stop: new AbortController() });
        update(id, { error: null, share: 0 });
        void run(id);
      },
      [run, update],
    ),
    remove: useCallback(
      (upload) => {
        change((draft) => ({ uploads: draft.uploads.filter(({ id }) => id !== upload.id) }));
      },
      [change],
    ),
    imageUrl: useCallback(
      (contentId) => {
        const upload = current().uploads.find((one) => one.contentId === contentId);
        return images.current.get(contentId) ?? (upload ? uploadUrl(upload.id) : null);
      },
      [current],
    ),
  };
}
