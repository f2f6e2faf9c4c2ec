// FETCH, answer by answer, giving others their turn (RFC 3501 6.4.5).
import type { ImapConnection } from './connection';
import type { Hear } from './hear-answers';
import { othersTurn } from './others-turn';
import { sendCommand, sequence } from './send-command';

/** Which messages, by sequence number or UID, and what of them. */
interface Fetch {
  command: 'FETCH' | 'UID FETCH';
  set: string;
  items: unknown[];
  /** Such as CHANGEDSINCE (RFC 7162 3.1.4.1). */
  modifier?: unknown[];
}

/**
 * Resolves when the server said OK, `hear` having heard one answer after the other; throws what the server said else, or what `hear` threw
 * first. To be called with the folder selected.
 */
export async function fetchRows(
  c: ImapConnection,
  { command, set, items, modifier }: Fetch,
  hear: Hear,
): Promise<void> {
  const failures: unknown[] = [];
  const fail = (error: unknown) => void failures.push(error);
  const giveWay = othersTurn();
  let last: Promise<void> | undefined;
  const hearOne: Hear = (answer) => {
    if (failures.length > 0) return giveWay();
    try {
      const heard = hear(answer);
      if (heard === false) return false;
      noteUid(c, answer.uid);
      last = heard ? heard.catch(fail).then(giveWay) : giveWay();
      return last;
    } catch (error) {
      fail(error);
      return undefined;
    }
  };
  try {
    await sendCommand(c, command, [sequence(set), items, ...(modifier ? [modifier] : [])], hearOne);
  } finally {
    // A connection that breaks ends the command at once: what was heard is still being handled.
    await last;
  }
  if (failures.length > 0) throw failures[0];
}

/**
 * As imapflow does for what it hears: a verb for a message that is known here need not ask for news first. Where the server said no
 * UIDNEXT, select-folder.ts asks for the last UID: one from the middle says nothing of that.
 */
function noteUid({ client: { mailbox } }: ImapConnection, uid: number): void {
  if (mailbox && mailbox.uidNext > 0 && uid >= mailbox.uidNext) mailbox.uidNext = uid + 1;
}
