// Which other messages a message names: what joins it to a conversation (References first, RFC 5322 3.6.4).

const MAX_REFERENCES = 30;

/**
 * Message-IDs (with angle brackets) that belong to the same conversation, own one first. A hostile list is cut: the
 * oldest (the root) and the newest ones are kept.
 */
export function linkedIds(message: {
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
}): string[] {
  const { references } = message;
  const kept =
    references.length > MAX_REFERENCES
      ? [...references.slice(0, 1), ...references.slice(1 - MAX_REFERENCES)]
      : references;
  const ids = [message.messageId, message.inReplyTo, ...kept].filter(
    (id): id is string => !!id && id.length <= 998,
  );
  return [...new Set(ids)];
}
