// Sends a command for which imapflow has no verb, or none that is fast enough, as its own verbs do: this is not in its types, and its
// version is pinned.
import type { ImapAttributeNode } from 'imapflow';
import type { ImapConnection } from './connection';
import type { Hear } from './hear-answers';

interface Inside {
  exec(command: string, attributes: unknown[], options: { hear?: Hear }): Promise<{ next(): void }>;
  /** Ends an IDLE that is going on; none is: false. `exec` itself would wait for its end. */
  preCheck: false | (() => Promise<void>);
}

/** An atom of a command. */
export const atom = (value: string): ImapAttributeNode => ({ type: 'ATOM', value });

/** A set of sequence numbers or UIDs. */
export const sequence = (set: string): ImapAttributeNode => ({ type: 'SEQUENCE', value: set });

/** Resolves when the server said OK, throws what it said else; `hear` hears answers to FETCH. An IDLE that is going on is ended. */
export async function sendCommand(
  c: ImapConnection,
  command: string,
  attributes: unknown[],
  hear?: Hear,
): Promise<void> {
  const inside = c.client as unknown as Inside;
  if (inside.preCheck) await inside.preCheck();
  const answer = await inside.exec(command, attributes, hear ? { hear } : {});
  answer.next();
}
