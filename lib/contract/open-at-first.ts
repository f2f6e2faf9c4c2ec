// Which messages of a conversation are open when it is first shown: the browser opens them, the server sends their bodies ahead.
import type { Conversation } from './mail';

const MOST_UNREAD = 10;

/** Ids of the unread messages (the newest ten) and always of the last. */
export function openAtFirst(conversation: Conversation): number[] {
  const unread = conversation.messages
    .filter((message) => !message.seen && !message.draft)
    .slice(-MOST_UNREAD);
  const last = conversation.messages.at(-1);
  return [...new Set([...unread.map((message) => message.id), ...(last ? [last.id] : [])])];
}
