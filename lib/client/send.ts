// Sends drafts and settles what became of them. One idempotency key is one send, however often it is asked for.
import type { Draft, OutboxItem, OutboxRequest, OutboxResult } from '@/lib/contract/compose';
import { call, ClientError } from './api';
import type { SendIntent } from './drafts';
import { newKey } from './new-key';

/** True when the server may have taken the message although no answer came. One whose disk is full says that it has not. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof ClientError) || error.code === 'disk') return false;
  return error.status === 0 || error.status >= 500;
}

/** Signed out, asked too often, no room: the same request may be taken later. */
const NOT_NOW = new Set([401, 408, 429, 507]);

/**
 * True when the server will never take this request. It looks for the key before it looks at account, recipients and files, so it has
 * nothing; only a request that is malformed (one that an older page wrote) is refused before that.
 */
function isRefusedForGood(error: unknown): boolean {
  return error instanceof ClientError && !isOutcomeUnknown(error) && !NOT_NOW.has(error.status);
}

/** Whether `draft` for this time is the very version that `intent` tried to send. */
function isSameSend(intent: SendIntent, draft: Draft, sendAt?: number): boolean {
  const isSame = intent.draft.editedAt === draft.editedAt && intent.draft.key === draft.key;
  return isSame && intent.sendAt === sendAt;
}

/** What sending came to when an earlier version turned out to have left already. */
export class EarlierSentError extends Error {
  constructor() {
    super('The earlier version has left.');
    this.name = 'EarlierSentError';
  }
}

/** A day: far enough also where this computer's clock is hours behind the server's. */
const HOLD_MS = 24 * 3600_000;

const post = ({ draft, idempotencyKey, sendAt }: SendIntent) =>
  call<OutboxItem>('POST', '/api/send', { draft, idempotencyKey, sendAt });

/**
 * Sends `draft`, now or at `sendAt` (epoch ms). `open` is a send that was never answered: the same version is asked for again under the same key;
 * a version edited since takes the earlier one back first, so that a person's second click never sends two.
 * `remember` is called with what to keep until an answer comes, and with null when nothing is open any more.
 */
export async function sendDraft(
  draft: Draft,
  open: SendIntent | null,
  remember: (intent: SendIntent | null) => void,
  sendAt?: number,
): Promise<OutboxItem> {
  let intent = open;
  if (intent && !isSameSend(intent, draft, sendAt)) {
    // What the server has is answered as it is; what it never got must not leave before it is taken back.
    const held = { ...intent, sendAt: Math.max(intent.sendAt ?? 0, Date.now() + HOLD_MS) };
    const earlier = await post(held).catch((error: unknown) => {
      // A file of it is gone, say, or it was too large, which is why it was corrected.
      if (isRefusedForGood(error)) return null;
      throw error;
    });
    const hasLeft = earlier !== null && !(await takeBack(earlier.id));
    remember(null);
    if (hasLeft) throw new EarlierSentError();
    intent = null;
  }
  intent ??= { idempotencyKey: newKey(), draft, ...(sendAt ? { sendAt } : {}) };
  remember(intent);
  try {
    const item = await post(intent);
    remember(null);
    return item;
  } catch (error) {
    if (!isOutcomeUnknown(error)) remember(null);
    throw error;
  }
}

/** What the server answers of a message that has left ('bad request') or that it does not have (any more). */
const TOO_LATE = new Set([400, 404]);

/** False when it has left already. Throws when that cannot be known now: it may still wait. */
async function takeBack(id: number): Promise<boolean> {
  try {
    await cancelSend(id);
    return true;
  } catch (error) {
    if (error instanceof ClientError && TOO_LATE.has(error.status)) return false;
    throw error;
  }
}

/** Takes a message back; answers the draft it was made from. */
export function cancelSend(id: number): Promise<Draft> {
  return call<Draft>('POST', `/api/outbox/${id}/cancel`);
}

/** Tries again now; of an unclear message this risks a second copy, and the person has decided so. */
export function retrySend(id: number): Promise<unknown> {
  return call('POST', `/api/outbox/${id}/retry`);
}

/** The person says that an unclear message arrived, or takes a failed one off the list. */
export function dismissSend(id: number): Promise<unknown> {
  return call('POST', `/api/outbox/${id}/dismiss`);
}

/** Does one thing to one or many messages of the outbox; of many, `failed` says which it could not be done to. */
export function actOnOutbox(request: OutboxRequest): Promise<OutboxResult> {
  return call<OutboxResult>('POST', '/api/outbox', request);
}
