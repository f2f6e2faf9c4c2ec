// Reads the text of messages for search and snippets, newest first, a slice at a time.
import { decodeText } from '@/lib/mime/decode-part';
import { htmlToText } from '@/lib/mime/html-to-text';
import { readableParts } from '@/lib/mime/structure';
import { snippetOf } from '@/lib/mime/snippet';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { fetchTexts } from '@/lib/providers/imap/fetch-texts';
import { uidValidity } from '@/lib/providers/imap/select-folder';
import type { Db } from '@/lib/store/db';
import { getFolderById } from '@/lib/store/folders';
import { saveTextsInBulk } from '@/lib/store/bulk-writer';
import { listUntexted, type SavedText, type Untexted } from '@/lib/store/save-texts';
import { pullFolder } from './pull-folder';

/** Messages fetched at a time, and how many such slices at most make a piece of work. */
const SLICE = 250;
const SLICES = 40;
/**
 * How many slices are on their way into the index, so that the thread that writes them has the next ones when it ends a transaction; and
 * how many characters, as many accounts may have some there.
 */
const ON_THEIR_WAY = 4;
const CHARACTERS_ON_THEIR_WAY = 4_000_000;
const MAX_OCTETS = 32 * 1024;
const MAX_TEXT = 32 * 1024;

/** Indexes the newest that are left of an account, until others want the connection; answers how many it did, 0 when none is left. */
export async function indexTexts(
  db: Db,
  c: ImapConnection,
  accountId: number,
  isWanted: () => boolean = () => true,
): Promise<number> {
  // Written while the server sends the next ones.
  const saving: { saved: Promise<void>; characters: number }[] = [];
  const isMuch = () =>
    saving.length >= ON_THEIR_WAY ||
    saving.reduce((sum, { characters }) => sum + characters, 0) > CHARACTERS_ON_THEIR_WAY;
  let count = 0;
  try {
    for (let slice = 0, last: Untexted | undefined; slice < SLICES; slice++) {
      const rows = await listUntexted(db, accountId, SLICE, last);
      last = rows.at(-1);
      if (!last) break;
      const texts = await readTexts(db, c, rows.reverse());
      const saved = saveTextsInBulk(db, texts);
      // Told by whoever awaits it below; until then nobody does.
      saved.catch(() => {});
      saving.push({ saved, characters: texts.reduce((sum, { text }) => sum + text.length, 0) });
      while (isMuch()) await saving.shift()!.saved;
      count += rows.length;
      if (isWanted()) break;
    }
  } finally {
    await Promise.all(saving.map(({ saved }) => saved));
  }
  return count;
}

/** Their texts and snippets, empty where there is none. Messages of a folder that is gone, or was numbered anew, are left out. */
async function readTexts(db: Db, c: ImapConnection, rows: Untexted[]): Promise<SavedText[]> {
  const texts: SavedText[] = [];
  for (const folderId of new Set(rows.map((row) => row.folderId))) {
    const folder = await getFolderById(db, folderId);
    if (!folder) continue;
    // UIDs of before the folder was numbered anew would name other messages.
    if ((await uidValidity(c, folder.path)) !== folder.uidValidity) {
      await pullFolder(db, c, folderId);
      continue;
    }
    const some = rows.filter((row) => row.folderId === folderId);
    const parts = new Map(
      some.map((row) => {
        const { html, text } = readableParts(row.structure);
        return [row.uid, text && text.size > 0 ? text : html];
      }),
    );
    const wanted = some.flatMap(({ uid }) => {
      const part = parts.get(uid);
      return part ? [{ uid, part: part.part }] : [];
    });
    const found = new Map<number, string>();
    await fetchTexts(c, folder.path, wanted, MAX_OCTETS, ({ uid, bytes }) => {
      const part = parts.get(uid)!;
      const decoded = decodeText(bytes, part.encoding, part.parameters.charset);
      const text = part.type === 'text/html' ? htmlToText(decoded) : decoded;
      found.set(uid, text.slice(0, MAX_TEXT));
    });
    for (const { id, uid } of some) {
      const text = found.get(uid) ?? '';
      texts.push({ id, text, snippet: snippetOf(text) });
    }
  }
  return texts;
}
