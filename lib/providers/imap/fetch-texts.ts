// Fetches the beginnings of many text parts, as few commands as there are different part numbers.
import { type ImapConnection, inFolder } from './connection';
import { fetchRows } from './fetch-rows';
import { atom } from './send-command';
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

/** FETCH of one part of many messages (RFC 3501 6.4.5). */
function fetchSet(
  c: ImapConnection,
  set: string,
  part: string,
  maxOctets: number,
  onText: (uid: number, bytes: Buffer) => void,
): Promise<void> {
  const items = [atom('UID'), { ...atom('BODY.PEEK'), section: [atom(part)], partial: [0, maxOctets] }];
  const name = `BODY[${part.toUpperCase()}]`;
  return fetchRows(c, { command: 'UID FETCH', set, items }, (answer) => {
    if (!answer.has(name)) return false;
    const octets = answer.octets(name);
    if (octets) onText(answer.uid, octets);
    return undefined;
  });
}
