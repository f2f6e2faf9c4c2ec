// One command for each of many messages; where the server offers PIPELINING (RFC 2449 6.6) several are under way at a time.
import { onServer, type Pop3Connection, readStatus, send } from './connection';
import { Refusal } from './errors';
import { readMessage } from './read-message';

/** So few that commands and answers never wait for each other's buffers. */
const AHEAD = 16;

/** Sends `command` of each number; `onAnswer` gets the octets of the multi-line answer, null for a refusal. */
export function eachMessage(
  c: Pop3Connection,
  numbers: number[],
  command: (number: number) => string,
  maxOctets: number,
  onAnswer: (number: number, octets: AsyncIterable<Buffer> | null) => Promise<void>,
): Promise<void> {
  return inTurn(c, numbers, command, async (number) => {
    const isThere = await wasTaken(c);
    if (!isThere) return onAnswer(number, null);
    const octets = readMessage(c.line, maxOctets);
    await onAnswer(number, octets);
    // What its reader left is not the next answer.
    for await (const _ of octets);
  });
}

/** Sends the commands, at most so many ahead, and calls `onAnswer` when the answer of each is next to be read. */
export function inTurn(
  c: Pop3Connection,
  numbers: number[],
  command: (number: number) => string,
  onAnswer: (number: number) => Promise<void>,
): Promise<void> {
  const ahead = c.capabilities.has('PIPELINING') ? AHEAD : 1;
  return onServer(c, async () => {
    for (let sent = 0, answered = 0; answered < numbers.length; answered++) {
      while (sent < numbers.length && sent - answered < ahead) send(c.line, command(numbers[sent++]!));
      await onAnswer(numbers[answered]!);
    }
  });
}

/** Reads a status: false for a plain refusal of this one message; a refusal with a code is about the server, and thrown. */
export async function wasTaken(c: Pop3Connection): Promise<boolean> {
  try {
    await readStatus(c.line);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.responseCode === '') return false;
    // Answers of commands that were sent ahead still come: nothing can be said on this connection any more.
    if (error instanceof Refusal) c.drop();
    throw error;
  }
}
