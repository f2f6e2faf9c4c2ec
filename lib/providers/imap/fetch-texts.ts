// Fetches the beginnings of many text parts, as few commands as there are different part numbers.
import { type ImapConnection, inFolder } from './connection';
import { atom, readItems, readNumber, sendCommand, sequence, type Untagged } from './send-command';
import { uidSets } from './uid-sets';

/** A part to be read for search. */
export interface WantedText {
  uid: number;
  part: string;
}

/** The first `maxOctets` of each part, still transfer-encoded; parts that are gone are absent. */
export async function fetchTexts(
  c: ImapConnection,
  path: string,
  wanted: WantedText[],
  maxOctets: number,
  onText: (text: WantedText & { bytes: Buffer }) => void,
): Promise<void> {
  const byPart = new Map<string, number[]>();
  for (const { uid, part } of wanted) {
    const uids = byPart.get(part);
    if (uids) uids.push(uid);
    else byPart.set(part, [uid]);
  }
  for (const [part, uids] of byPart) {
    // Nobody asked for others, and each comes once.
    const left = new Set(uids);
    for (const set of uidSets(uids)) {
      // The lock is given back between commands, so that a person's request waits for one of them at most.
      await inFolder(c, path, () =>
        fetchSet(c, set, part, maxOctets, (uid, bytes) => {
          // Some servers ignore the bound.
          if (left.delete(uid)) onText({ uid, part, bytes: bytes.subarray(0, maxOctets) });
        }),
      );
    }
  }
}

/**
 * FETCH of one part of many messages (RFC 3501 6.4.5). imapflow's own FETCH builds an object for each message, names it by a digest and
 * hands it on through a queue, which for short texts takes as long as all the rest.
 */
function fetchSet(
  c: ImapConnection,
  set: string,
  part: string,
  maxOctets: number,
  onText: (uid: number, bytes: Buffer) => void,
): Promise<void> {
  const text = { ...atom('BODY.PEEK'), section: [atom(part)], partial: [0, maxOctets] };
  return sendCommand(c, 'UID FETCH', [sequence(set), [atom('UID'), text]], {
    FETCH: (untagged) => {
      const found = readText(untagged, part);
      if (found) onText(found.uid, found.bytes);
    },
  });
}

/** Null for what is another's business: a notice of changed flags, or another part. */
function readText(untagged: Untagged, part: string): { uid: number; bytes: Buffer } | null {
  const wanted = part.toUpperCase();
  let uid = 0;
  let bytes: Buffer | null = null;
  readItems(untagged, (name, answer, section) => {
    const value = answer?.value;
    if (name === 'UID') uid = readNumber(answer);
    if (name !== 'BODY' || section.length !== 1 || String(section[0]?.value).toUpperCase() !== wanted) return;
    // A server may answer with a quoted string instead of a literal.
    if (Buffer.isBuffer(value)) bytes = value;
    else if (typeof value === 'string') bytes = Buffer.from(value);
  });
  return uid > 0 && bytes ? { uid, bytes } : null;
}
