// What a person may open next, in one answer: a conversation with the bodies that it will show first.
import type { Ahead } from '@/lib/contract/mail';
import { isAppError } from '@/lib/errors';
import { getConversation } from './list-conversations';
import { shownFirst } from './open-conversation';
import { getBody } from './read-message';

/** Whatever is not there any more, or cannot be had just now, is left out: nobody has asked for it yet. */
export async function readAhead(userId: number, id: number, folderId: number | null): Promise<Ahead> {
  const conversation = await getConversation(userId, id, folderId).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not-found') return null;
    throw error;
  });
  const wanted = conversation ? shownFirst(conversation) : [];
  const bodies = await Promise.all(wanted.map((messageId) => getBody(userId, messageId).catch(() => null)));
  return { conversation, bodies: bodies.filter((body) => body !== null) };
}
