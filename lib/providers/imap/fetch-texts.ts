// Fetches the beginnings of many text parts, as few commands as there are different part numbers.
import { type ImapConnection, inFolder } from './connection';

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
  for (const { uid, part } of wanted) byPart.set(part, [...(byPart.get(part) ?? []), uid]);
  for (const [part, uids] of byPart) {
    await inFolder(c, path, async () => {
      const query = { uid: true, bodyParts: [{ key: part, start: 0, maxLength: maxOctets }] };
      for await (const message of c.client.fetch(uids.join(','), query, { uid: true })) {
        const bytes = message.bodyParts?.get(part);
        if (bytes) onText({ uid: message.uid, part, bytes });
      }
    });
  }
}
