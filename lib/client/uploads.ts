// Sends a file to the server in pieces: a broken line costs one piece, and what was sent before a reload counts.
import type { Upload, UploadProgress } from '@/lib/contract/compose';
import { call, ClientError } from './api';

/** What a message can carry in all unless the page says otherwise, in octets of the files themselves. */
export const DEFAULT_LIMIT_OCTETS = 25 * 1024 * 1024;

const PIECE_OCTETS = 2 * 1024 * 1024;
/** Pauses after failures; the whole is given up after the last one without a new octet at the server. */
const RETRY_MS = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000];

interface UploadOptions {
  contentId: string | null;
  /** The server's id of this file when an earlier try began it. */
  startedId: string | null;
  /** Called with that id as soon as there is one. */
  onStarted: (id: string) => void;
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

/** Uploads one file, from where an earlier try ended. Throws ClientError; its message is empty where only the code says what happened. */
export async function uploadFile(file: File, options: UploadOptions): Promise<Upload> {
  const { signal, onProgress } = options;
  let at = await begin(file, options);
  for (let failures = 0; at.received < file.size; ) {
    const from = at.received;
    try {
      at = await sendPiece(at.upload.id, from, file.slice(from, from + PIECE_OCTETS), signal, (octets) =>
        onProgress((from + octets) / file.size),
      );
    } catch (error) {
      if (!isPassing(error)) throw error;
      await pause(RETRY_MS[failures] ?? 0, signal);
      at = await progress(at.upload.id).catch(() => at);
    }
    failures = at.received > from ? 0 : failures + 1;
    if (failures > RETRY_MS.length) throw new ClientError(0, 'unreachable', '');
    onProgress(at.received / file.size);
  }
  return at.upload;
}

const progress = (id: string) => call<UploadProgress>('GET', `/api/uploads/${id}`);

async function begin(
  file: File,
  { contentId, startedId, onStarted, signal }: UploadOptions,
): Promise<UploadProgress> {
  for (let failures = 0; ; failures++) {
    if (signal.aborted) throw stopped();
    try {
      const known = startedId === null ? null : await progress(startedId).catch(goneIsNone);
      if (known?.upload.size === file.size) return known;
      const started = await call<UploadProgress>('POST', '/api/uploads', {
        name: file.name || 'file',
        type: file.type || 'application/octet-stream',
        size: file.size,
        contentId,
      });
      onStarted(started.upload.id);
      return started;
    } catch (error) {
      if (!isPassing(error) || failures >= RETRY_MS.length) throw error;
      await pause(RETRY_MS[failures] ?? 0, signal);
    }
  }
}

function goneIsNone(error: unknown): null {
  if (error instanceof ClientError && error.status === 404) return null;
  throw error;
}

/** No answer, or the server's momentary trouble; a full disk stays full for longer than anybody waits. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof ClientError) || error.code === 'stopped' || error.code === 'disk') return false;
  return error.status === 0 || error.status >= 500;
}

const stopped = () => new ClientError(0, 'stopped', '');

/** Waits, no longer than until the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(stopped());
      else resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** One piece; XMLHttpRequest, because fetch reports no progress of what it sends. */
function sendPiece(
  id: string,
  offset: number,
  piece: Blob,
  signal: AbortSignal,
  onOctets: (count: number) => void,
): Promise<UploadProgress> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped());
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal.addEventListener('abort', stop, { once: true });
    request.upload.onprogress = (event) => onOctets(Math.min(event.loaded, piece.size));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve(JSON.parse(request.responseText) as UploadProgress);
      else reject(uploadError(request.status, request.responseText));
    };
    request.onerror = () => reject(new ClientError(0, 'unreachable', ''));
    request.onabort = () => reject(stopped());
    request.onloadend = () => signal.removeEventListener('abort', stop);
    request.open('PUT', `/api/uploads/${id}?offset=${offset}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(piece);
  });
}

/** Where the browser finds an upload's octets, to show an image. */
export function uploadUrl(id: string): string {
  return `/api/uploads/${encodeURIComponent(id)}/content`;
}

/** Removes an upload at the server. A failure is no one's trouble: the server clears what no draft uses. */
export function removeUpload(id: string): void {
  void fetch(`/api/uploads/${encodeURIComponent(id)}`, { method: 'DELETE' }).catch(() => {});
}
