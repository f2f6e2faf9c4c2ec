// What a person may open next, in one answer: a conversation with the bodies that it will show first.
import type { Ahead } from '@/lib/contract/mail';
import { openAtFirst } from '@/lib/contract/open-at-first';
import { isAppError } from '@/lib/errors';
import { getConversation } from './list-conversations';
import { getBody } from './read-message';

/** Most messages are short; of a long conversation the rest is fetched when it is opened. */
const MOST_BODIES = 3;

/** Whatever is not there any more, or cannot be had just now, is left out: nobody has asked for it yet. */
export async function readAhead(userId: number, conversationId: number): Promise<Ahead> {
  const conversation = await getConversation(userId, conversationId, null).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not-found') return null;
    throw error;
  });
  const wanted = conversation ? openAtFirst(conversation).slice(-MOST_BODIES) : [];
  const bodies = await Promise.all(wanted.map((id) => getBody(userId, id).catch(() => null)));
  return { conversation, bodies: bodies.filter((body) => body !== null) };
}
