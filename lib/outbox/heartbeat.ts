// Keeps a claim while its work runs.
import { log } from '@/lib/runtime/log';
import { LEASE_MS } from '@/lib/store/outbox-queue';

/**
 * Calls `renew` three times a lease until the returned function is called. A renewal that fails is logged, and the next one tries again: the
 * work itself finds out when its claim was lost.
 */
export function startHeartbeat(renew: () => Promise<void>): () => void {
  const beat = () =>
    renew().catch((error: unknown) => log.warn({ error: String(error) }, 'outbox claim not renewed'));
  const timer = setInterval(beat, LEASE_MS / 3);
  return () => clearInterval(timer);
}
