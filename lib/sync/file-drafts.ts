// Copies drafts to the account's Drafts folder: one message a draft, replaced, never a trail.
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Draft } from '@/lib/contract/compose';
import { composeMessage } from '@/lib/mime/compose';
import { getAccountById } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import { draftsToFile, forgetDraft, setDraftFiled } from '@/lib/store/drafts';
import { folderByRole } from '@/lib/store/folders';
import { getUpload } from '@/lib/store/uploads';
import type { Filing } from './filing';

/** A draft is filed when nobody typed for this long. */
export const QUIET_MS = 8000;

/** The Message-ID that a draft's copies carry, by which stale ones are found after a crash. */
export function draftMessageId(draft: Pick<Draft, 'key'>, address: string): string {
  return `<draft.${draft.key}@${address.split('@').at(-1)}>`;
}

/** Files what is quiet, takes away what was discarded or sent. */
export async function fileDrafts(db: Db, filing: Filing, accountId: number): Promise<void> {
  const waiting = await draftsToFile(db, accountId, Date.now() - QUIET_MS);
  if (waiting.length === 0) return;
  const account = await getAccountById(db, accountId);
  const folder = await folderByRole(db, accountId, 'drafts');
  if (!account || !folder) return;
  for (const { id, userId, draft, removed } of waiting) {
    const messageId = draftMessageId(draft, account.address);
    // By Message-ID and not by remembered UID: it also finds the copy of a try that was cut off.
    const before = await filing.find(folder, messageId);
    if (removed) {
      if (before.length > 0) await filing.remove(folder, before);
      await forgetDraft(db, id);
      continue;
    }
    const uploads = await Promise.all(
      draft.uploads.map((upload) => getUpload(db, userId, upload.id).catch(() => null)),
    );
    const raw = await buffer(
      composeMessage({
        from: { name: account.name, address: account.address },
        to: draft.to,
        cc: draft.cc,
        subject: draft.subject,
        html: draft.html,
        text: draft.text,
        inReplyTo: null,
        references: [],
        messageId,
        date: new Date(draft.editedAt),
        files: uploads
          .filter((upload) => upload !== null)
          .map(({ name, type, contentId, path }) => ({
            name,
            type,
            contentId,
            open: () => createReadStream(path),
          })),
        // The copy is only for this person: other programs of theirs continue it with its Bcc.
        headers: draft.bcc.length > 0 ? { Bcc: draft.bcc.map(({ address }) => address).join(', ') } : {},
      }),
    );
    const uid = await filing.add(folder, raw, { draft: true, seen: true }, new Date(draft.editedAt));
    if (before.length > 0) await filing.remove(folder, before);
    await setDraftFiled(db, id, uid, draft.editedAt);
  }
  await filing.settle(folder);
}
