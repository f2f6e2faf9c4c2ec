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
import { listUntexted } from '@/lib/store/messages';
import { pullFolder } from './pull-folder';

const SLICE = 500;
const SAVE = 50;
const MAX_OCTETS = 32 * 1024;
const MAX_TEXT = 32 * 1024;

/** Indexes the next slice of an account; answers how many it did, 0 when none is left. */
export async function indexTexts(db: Db, c: ImapConnection, accountId: number): Promise<number> {
  const rows = await listUntexted(db, accountId, SLICE);
  const byFolder = new Map<number, typeof rows>();
  for (const row of rows) byFolder.set(row.folderId, [...(byFolder.get(row.folderId) ?? []), row]);
  // Written while the server sends the next ones.
  const saving: Promise<void>[] = [];
  for (const [folderId, some] of byFolder) {
    const folder = await getFolderById(db, folderId);
    if (!folder) continue;
    // UIDs of before the folder was numbered anew would name other messages.
    if ((await uidValidity(c, folder.path)) !== folder.uidValidity) {
      await pullFolder(db, c, folderId);
      continue;
    }
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
    for (let from = 0; from < some.length; from += SAVE) {
      const texts = some.slice(from, from + SAVE).map(({ id, uid }) => {
        const text = found.get(uid) ?? '';
        return { id, text, snippet: snippetOf(text) };
      });
      const saved = saveTextsInBulk(db, texts);
      // Told by whoever awaits them all; until then nobody does.
      saved.catch(() => {});
      saving.push(saved);
    }
  }
  await Promise.all(saving);
  return rows.length;
}
