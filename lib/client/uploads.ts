// Sends a file to the server with progress and a way to stop it; fetch reports no upload progress, XMLHttpRequest does.
import type { Upload } from '@/lib/contract/compose';
import { ClientError } from './api';

/** What a message can carry in all unless the page says otherwise, in octets of the files themselves. */
export const DEFAULT_LIMIT_OCTETS = 25 * 1024 * 1024;

interface UploadOptions {
  contentId: string | null;
  /** 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** True when `size` more octets do not fit beside the files already there. */
export function isTooLarge(uploads: { size: number }[], size: number, limit: number): boolean {
  return uploads.reduce((sum, upload) => sum + upload.size, size) > limit;
}

/** The server's error as it stands in its answer; a proxy's answer has only its status. */
export function uploadError(status: number, body: string): ClientError {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: string; message?: string } };
    if (error?.message) return new ClientError(status, error.code ?? 'internal', error.message);
  } catch {
    // Not our JSON.
  }
  return new ClientError(status, status === 413 ? 'too-large' : 'internal', '');
}

/** Uploads one file. Throws ClientError; its message is empty where only the code says what happened. */
export function uploadFile(file: File, options: UploadOptions): Promise<Upload> {
  const query = new URLSearchParams({
    name: file.name || 'file',
    type: file.type || 'application/octet-stream',
  });
  if (options.contentId) query.set('contentId', options.contentId);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    options.signal.addEventListener('abort', stop, { once: true });
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) options.onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Upload);
      else reject(uploadError(request.status, request.responseText));
    };
    request.onerror = () => reject(new ClientError(0, 'unreachable', ''));
    request.onabort = () => reject(new ClientError(0, 'stopped', ''));
    request.onloadend = () => options.signal.removeEventListener('abort', stop);
    request.open('POST', `/api/uploads?${query}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}

/** Removes an upload at the server. A failure is no one's trouble: the server clears what no draft uses. */
export function removeUpload(id: string): void {
  void fetch(`/api/uploads/${encodeURIComponent(id)}`, { method: 'DELETE' }).catch(() => {});
}
