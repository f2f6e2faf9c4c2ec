// A conversation that a person opens: one answer shows it whole where its bodies were read before.
import type { Conversation, OpenedConversation } from '@/lib/contract/mail';
import { openAtFirst } from '@/lib/contract/open-at-first';
import { getCachedBody } from '@/lib/store/bodies';
import { store } from '@/lib/store/db';
import { getConversation } from './list-conversations';

/** Of a long conversation the rest is asked for by message. */
const MOST_BODIES = 3;

/** The messages whose bodies go along with a conversation. */
export const shownFirst = (conversation: Conversation): number[] =>
  openAtFirst(conversation).slice(-MOST_BODIES);

/** Waits for no mail server: a body that is not kept here is left out. Throws 'not found' for another person's. */
export async function openConversation(
  userId: number,
  id: number,
  folderId: number | null,
): Promise<OpenedConversation> {
  const db = await store();
  const conversation = await getConversation(userId, id, folderId);
  const kept = await Promise.all(shownFirst(conversation).map((messageId) => getCachedBody(db, messageId)));
  return { ...conversation, bodies: kept.flatMap((one) => (one ? [one.body] : [])) };
}
