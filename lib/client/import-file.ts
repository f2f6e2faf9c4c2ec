// Sends a file of mail to the server in pieces, each again when the line breaks, and follows how it is read.
import type { ImportJob } from '@/lib/contract/imports';
import { ClientError, call } from './api';

const PIECE = 8 * 1024 * 1024;
const TRIES = 5;
const LOOK_MS = 700;

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Resolves when all of it is there. */
export async function sendFile(
  folderId: number,
  file: File,
  onProgress: (job: ImportJob) => void,
  signal: AbortSignal,
): Promise<ImportJob> {
  let job = await call<ImportJob>('POST', '/api/imports', { folderId, name: file.name, size: file.size });
  onProgress(job);
  for (let failures = 0; job.state === 'receiving' && !signal.aborted; ) {
    try {
      job = await sendPiece(job, file, signal);
      failures = 0;
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'unreachable' || ++failures > TRIES) throw error;
      await pause(1000 * failures, signal);
      // How much of the piece arrived before the line broke.
      job = await call<ImportJob>('GET', `/api/imports/${job.id}`, undefined, signal).catch(() => job);
    }
    onProgress(job);
  }
  return job;
}

async function sendPiece(job: ImportJob, file: File, signal: AbortSignal): Promise<ImportJob> {
  const body = file.slice(job.received, job.received + PIECE);
  let response: Response;
  try {
    response = await fetch(`/api/imports/${job.id}?offset=${job.received}`, { method: 'PUT', body, signal });
  } catch {
    throw new ClientError(0, 'unreachable', 'Could not reach Pennypost. Check the connection and try again.');
  }
  const answer = (await response.json()) as ImportJob & { error?: { code: string; message: string } };
  if (response.ok) return answer;
  const { code = 'internal', message = '' } = (answer.error as { code?: string; message?: string }) ?? {};
  throw new ClientError(response.status, code, message);
}

/** Calls `onProgress` until the import is over. */
export async function followImport(
  id: number,
  onProgress: (job: ImportJob) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const job = await call<ImportJob>('GET', `/api/imports/${id}`, undefined, signal);
    onProgress(job);
    if (job.state === 'done' || job.state === 'failed') return;
    await pause(LOOK_MS, signal);
  }
}
