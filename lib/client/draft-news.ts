// News of drafts from the event stream, for the composers that have them open.

/** What the server has: the version edited at `editedAt`, or (null) nothing any more, because it was sent or discarded. */
export interface DraftNews {
  key: string;
  editedAt: number | null;
}

const listeners = new Set<(news: DraftNews) => void>();

/** Tells those who listen. */
export function tellDraftNews(news: DraftNews): void {
  for (const listener of listeners) listener(news);
}

/** Listens until the returned function is called. */
export function onDraftNews(listener: (news: DraftNews) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
