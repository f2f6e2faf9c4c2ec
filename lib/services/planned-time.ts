// The time that a person chose for a message to leave.
import { AppError } from '@/lib/errors';

/** The farthest a message can be planned ahead. */
const MAX_AHEAD_MS = 366 * 24 * 3600_000;

/** Epoch ms; null for at once, which a time that is past already is too. Throws 'bad-request' beyond a year. */
export function plannedTime(sendAt: number | null | undefined, now: number): number | null {
  if (sendAt === null || sendAt === undefined || sendAt <= now) return null;
  if (sendAt > now + MAX_AHEAD_MS)
    throw new AppError('bad-request', { userMessage: 'Choose a time within a year.', field: 'sendAt' });
  return sendAt;
}
