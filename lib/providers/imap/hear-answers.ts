// Answers to our own FETCH are read where they arrive. imapflow looks at one sign at a time and makes some ten promises of each line, which
// for a row of the index takes as long as all the rest that is done with it; what is no such answer it hears as ever. Its insides are not in
// its types, and its version is pinned.
import type { ImapFlow } from 'imapflow';
import { received } from './cursor';
import { type FetchAnswer, readAnswer } from './fetch-answer';

/** What is to be awaited before the next answer, if anything; false for what is no answer, but a notice of another client's change. */
export type Hear = (answer: FetchAnswer) => Promise<void> | undefined | false;

/** A line as imapflow takes it apart: without the octets of its literals, and these in order. */
interface Line {
  payload: Buffer;
  literals: Buffer[];
}

interface Inside {
  /** What is on the wire, with the options that were given to `exec`. */
  currentRequest?: { sent?: boolean; options?: { hear?: Hear } } | false | null;
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
  streamer.processInputChunk = async (chunk) => {
    const octets = held ? Buffer.concat([held, chunk]) : chunk;
    held = null;
    if (!listener() || !isBetween()) return processInputChunk(octets);
    const source = received(octets);
    let at = 0;
    while (at < octets.length && !streamer.destroyed) {
      const hear = isBetween() ? listener() : undefined;
      if (!hear) return processInputChunk(octets.subarray(at));
      const read = readAnswer(source, at);
      if (read === 'incomplete' && octets.length - at <= MOST_HELD) {
        held = octets.subarray(at);
        return;
      }
      const isAnswer = typeof read === 'object';
      const heard = isAnswer ? hear(read.answer) : false;
      const end = isAnswer ? read.end : endOfLine(octets, at);
      if (heard === false) await processInputChunk(octets.subarray(at, end));
      else if (heard) await wait(heard);
      at = end;
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
  return Buffer.concat([...pieces, payload.subarray(from), Buffer.from('\r\n')]);
}
