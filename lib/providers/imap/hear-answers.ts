// Answers to our own FETCH are read where they arrive. imapflow looks at one sign at a time and makes some ten promises of each line, which
// for a row of the index takes as long as all the rest that is done with it; what is no such answer it hears as ever. Its insides are not in
// its types, and its version is pinned.
import type { ImapFlow } from 'imapflow';
import { received } from './cursor';
import { type FetchAnswer, readAnswer } from './fetch-answer';
import { othersTurn } from './others-turn';

/** What is to be awaited before the next answer, if anything; false for what is no answer, but a notice of another client's change. */
export type Hear = (answer: FetchAnswer) => Promise<void> | undefined | false;

/** A line as imapflow takes it apart: without the octets of its literals, and these in order. */
interface Line {
  payload: Buffer;
  literals: Buffer[];
}

interface Inside {
  /** What is on the wire, with the options that were given to `exec`. */
  currentRequest?: { options?: { hear?: Hear } } | false | null;
  /** Hears a line; false when the connection is given up. */
  handleResponse(line: Line): Promise<boolean> | boolean;
  /** While it is true, a connection from which nothing is read is not taken for a dead one. */
  _processingResponse: boolean;
  streamer: {
    destroyed: boolean;
    /** What of a line has arrived. */
    lineBuffer: Buffer[];
    inputBuffer: Buffer[];
    literalWaiting: number;
    processInputChunk(chunk: Buffer): Promise<void>;
  };
}

/** A longer answer is put together by imapflow, which has bounds for it. */
const MOST_HELD = 128 * 1024;
/** So is one that comes in crumbs: so many octets at most are looked at again and again until it is whole. */
const MOST_AGAIN = 8 * MOST_HELD;

/** From now on a command that is sent with `{ hear }` hears its answers to FETCH. */
export function hearAnswers(client: ImapFlow): void {
  const inside = client as unknown as Inside;
  const { streamer } = inside;
  const { handleResponse } = inside;
  const processInputChunk = streamer.processInputChunk.bind(streamer);
  const listener = () => (inside.currentRequest ? inside.currentRequest.options?.hear : undefined);
  const isBetween = () =>
    streamer.lineBuffer.length === 0 && streamer.inputBuffer.length === 0 && streamer.literalWaiting === 0;
  const wait = async (heard: Promise<void>) => {
    inside._processingResponse = true;
    try {
      await heard;
    } finally {
      inside._processingResponse = false;
    }
  };

  let held: Buffer | null = null;
  let again = 0;
  /** Gives imapflow the line that is here, or what is left of the one it has begun; answers where the next one begins. */
  const handOn = async (octets: Buffer, from: number) => {
    const { literalWaiting } = streamer;
    const end = literalWaiting > 0 ? Math.min(octets.length, from + literalWaiting) : endOfLine(octets, from);
    await processInputChunk(octets.subarray(from, end));
    return end;
  };
  streamer.processInputChunk = async (chunk) => {
    const octets = held ? Buffer.concat([held, chunk]) : chunk;
    held = null;
    if (!listener()) return processInputChunk(octets);
    const source = received(octets);
    const giveWay = othersTurn();
    let at = 0;
    while (at < octets.length && !streamer.destroyed) {
      const hear = listener();
      if (!hear) return processInputChunk(octets.subarray(at));
      const read = isBetween() ? readAnswer(source, at) : 'other';
      if (read === 'incomplete' && octets.length - at <= MOST_HELD && again <= MOST_AGAIN) {
        held = octets.subarray(at);
        again += held.length;
        return;
      }
      again = 0;
      const isAnswer = typeof read === 'object';
      const heard = isAnswer ? hear(read.answer) : false;
      if (isAnswer && heard !== false) {
        if (heard) await wait(heard);
        at = read.end;
        continue;
      }
      at = await handOn(octets, at);
      const others = giveWay();
      if (others) await wait(others);
    }
  };

  inside.handleResponse = (line) => {
    const hear = listener();
    const read = hear ? readAnswer(received(whole(line)), 0) : 'other';
    const heard = hear && typeof read === 'object' ? hear(read.answer) : false;
    if (heard === false) return handleResponse.call(client, line);
    return heard ? heard.then(() => true) : true;
  };
}

function endOfLine(octets: Buffer, from: number): number {
  const end = octets.indexOf('\n', from);
  return end < 0 ? octets.length : end + 1;
}

/** The line with its literals where they were: a line break is within it only behind their markers. */
function whole({ payload, literals }: Line): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const literal of literals) {
    const end = endOfLine(payload, from);
    pieces.push(payload.subarray(from, end), literal);
    from = end;
  }
  const octets = Buffer.concat([...pieces, payload.subarray(from), Buffer.from('\r\n')]);
  // Some servers pad with NUL.
  let padding = 0;
  while (octets[padding] === 0) padding++;
  return octets.subarray(padding);
}
