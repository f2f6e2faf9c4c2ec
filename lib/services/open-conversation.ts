// A conversation that a person opens: one answer shows it whole where its bodies are here, or soon are.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Body, Conversation, OpenedConversation } from '@/lib/contract/mail';
import { openAtFirst } from '@/lib/contract/open-at-first';
import { getCachedBody } from '@/lib/store/bodies';
import { store } from '@/lib/store/db';
import { getConversation } from './list-conversations';
import { getBody } from './read-message';

/** Of a long conversation the rest is asked for by message. */
const MOST_BODIES = 3;
/** A server near by gives a body sooner than a browser could ask for it; nobody waits longer to see who wrote. */
const SOON_MS = 50;

/** The messages whose bodies go along with a conversation. */
export const shownFirst = (conversation: Conversation): number[] =>
  openAtFirst(conversation).slice(-MOST_BODIES);

/**
 * Waits for the mail server 50 ms at most: a body that takes longer, or cannot be had, is left out, and asked for by itself it
 * is the one that is on its way. Throws 'not found' for another person's.
 */
export async function openConversation(
  userId: number,
  id: number,
  folderId: number | null,
): Promise<OpenedConversation> {
  const db = await store();
  const conversation = await getConversation(userId, id, folderId);
  const bodies: Body[] = [];
  const absent: number[] = [];
  for (const messageId of shownFirst(conversation)) {
    const kept = await getCachedBody(db, messageId);
    if (kept) bodies.push(kept.body);
    else absent.push(messageId);
  }
  if (absent.length > 0)
    await soon(
      absent.map((messageId) =>
        getBody(userId, messageId).then(
          (body) => bodies.push(body),
          () => null,
        ),
      ),
    );
  return { ...conversation, bodies: [...bodies] };
}

/** Resolves when all have, or after a moment. */
async function soon(asked: Promise<unknown>[]): Promise<void> {
  const impatience = new AbortController();
  const late = sleep(SOON_MS, null, { signal: impatience.signal }).catch(() => null);
  await Promise.race([Promise.all(asked), late]);
  impatience.abort();
}
