// Fetches the beginnings of many text parts, as few commands as there are different part numbers.
import { type ImapConnection, inFolder } from './connection';
import { fetchRows } from './fetch-rows';
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
    const query = { uid: true, bodyParts: [{ key: part, start: 0, maxLength: maxOctets }] };
    for (const set of uidSets(uids)) {
      // The lock is given back between commands, so that a person's request waits for one of them at most.
      await inFolder(c, path, async () => {
        for await (const message of fetchRows(c, set, query, { uid: true })) {
          const bytes = message.bodyParts?.get(part.toLowerCase());
          // Some servers ignore the bound.
          if (message.uid && bytes) onText({ uid: message.uid, part, bytes: bytes.subarray(0, maxOctets) });
        }
      });
    }
  }
}
