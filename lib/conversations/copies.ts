// Tells the copies of one message from different messages that bear the same Message-ID.

interface Held {
  id: number;
  folderId: number;
  messageId: string | null;
  size: number;
}

/**
 * For each of a conversation's messages, oldest first, a key that its copies share: one in another folder, or one as large in the same.
 * Two of a folder with one Message-ID and different sizes are two messages: somebody who knows a Message-ID must not be able to
 * hide the message behind another.
 */
export function copyKeys(messages: readonly Held[]): (string | number)[] {
  const sizes = new Map<string, number[]>();
  return messages.map(({ id, folderId, messageId, size }) => {
    if (messageId === null) return id;
    const place = `${folderId} ${messageId}`;
    const known = sizes.get(place) ?? [];
    sizes.set(place, known);
    // Lightly known rows have no size yet: they are taken for copies until they have.
    const at = size === 0 ? 0 : known.indexOf(size);
    const variant = at >= 0 ? at : known.push(size) - 1;
    return `${variant} ${messageId}`;
  });
}
