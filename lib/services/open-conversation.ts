// A conversation that a person opens: one answer shows it whole where its bodies were read before.
import type { OpenedConversation } from '@/lib/contract/mail';
import { openAtFirst } from '@/lib/contract/open-at-first';
import { getCachedBody } from '@/lib/store/bodies';
import { store } from '@/lib/store/db';
import { getConversation } from './list-conversations';

/** Of a long conversation the rest is asked for by message. */
const MOST_BODIES = 3;

/** Waits for no mail server: a body that is not kept here is left out. Throws 'not found' for another person's. */
export async function openConversation(
  userId: number,
  id: number,
  folderId: number | null,
): Promise<OpenedConversation> {
  const db = await store();
  const conversation = await getConversation(userId, id, folderId);
  const wanted = openAtFirst(conversation).slice(-MOST_BODIES);
  const kept = await Promise.all(wanted.map((messageId) => getCachedBody(db, messageId)));
  return { ...conversation, bodies: kept.flatMap((one) => (one ? [one.body] : [])) };
}
