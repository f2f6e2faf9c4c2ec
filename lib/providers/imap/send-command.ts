// Sends a command for which imapflow has no verb, or none that is fast enough, as its own verbs do: this is not in its types, and its
// version is pinned.
import type { ImapAttribute, ImapAttributeNode } from 'imapflow';
import { getStringValue, parseUintValue } from 'imapflow/lib/tools.js';
import type { ImapConnection } from './connection';
import { othersTurn } from './others-turn';

/** An untagged answer: `attributes` are what follows its name. */
export interface Untagged {
  attributes?: ImapAttribute[];
}

/** What is to be awaited before the next answer, if anything: a promise for each of 100,000 rows is a tenth of the work on them. */
type Handler = (untagged: Untagged) => Promise<void> | void;

interface Inside {
  exec(
    command: string,
    attributes: unknown[],
    options: { untagged: Record<string, Handler> },
  ): Promise<{ next(): void }>;
  /** Ends an IDLE that is going on; none is: false. `exec` itself would wait for its end. */
  preCheck: false | (() => Promise<void>);
}

/** An atom of a command. */
export const atom = (value: string): ImapAttributeNode => ({ type: 'ATOM', value });

/** A set of sequence numbers or UIDs. */
export const sequence = (set: string): ImapAttributeNode => ({ type: 'SEQUENCE', value: set });

/**
 * Resolves when the server said OK, `untagged` having heard (by name, 'FETCH') what came before, one after the other; throws what the
 * server said else, or what `untagged` threw first. An IDLE that is going on is ended.
 */
export async function sendCommand(
  c: ImapConnection,
  command: string,
  attributes: unknown[],
  untagged: Record<string, Handler> = {},
): Promise<void> {
  const inside = c.client as unknown as Inside;
  if (inside.preCheck) await inside.preCheck();
  // imapflow only logs what a handler throws.
  const failures: unknown[] = [];
  const fail = (error: unknown) => void failures.push(error);
  const giveWay = othersTurn();
  const guarded = Object.entries(untagged).map(([name, handle]): [string, Handler] => [
    name,
    (answer) => {
      if (failures.length > 0) return giveWay();
      try {
        const handled = handle(answer);
        return handled ? handled.catch(fail).then(giveWay) : giveWay();
      } catch (error) {
        fail(error);
      }
    },
  ]);
  const answer = await inside.exec(command, attributes, { untagged: Object.fromEntries(guarded) });
  answer.next();
  if (failures.length > 0) throw failures[0];
}

/** Calls with each item of an answer to FETCH: 'BODY' and ['HEADER.FIELDS'] for BODY[HEADER.FIELDS (X)]<0>; names in upper case. */
export function readItems(
  { attributes }: Untagged,
  onItem: (name: string, answer: ImapAttribute, section: ImapAttribute[]) => void,
): void {
  const items = attributes?.[1];
  if (!Array.isArray(items)) return;
  for (let at = 0; at + 1 < items.length; at += 2) {
    const item = items[at];
    if (typeof item?.value === 'string') onItem(item.value.toUpperCase(), items[at + 1]!, item.section ?? []);
  }
}

/** A UID or a size; 0 for what is none, as no UID and no message is. */
export const readNumber = (answer: ImapAttribute | undefined): number =>
  parseUintValue(getStringValue(answer)) || 0;
