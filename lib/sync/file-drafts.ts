// Copies drafts to the account's Drafts folder: one message a draft, replaced, never a trail.
//
// A crash between any two steps is mended by doing all of them again: the draft stays due until its copy is known, and copies
// are found by their Message-ID.
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Draft } from '@/lib/contract/compose';
import { isAppError } from '@/lib/errors';
import { composeMessage } from '@/lib/mime/compose';
import { draftFromMessage } from '@/lib/mime/draft-from-message';
import { parseMessage } from '@/lib/mime/parse-message';
import { type AccountRow, getAccountById } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import { keepVersion } from '@/lib/store/draft-versions';
import {
  type DraftToFile,
  draftsToFile,
  forgetDraft,
  isSameCopy,
  putOffDraft,
  putOffFiling,
  setDraftFiled,
} from '@/lib/store/drafts';
import { type FolderRow, folderByRole, saveFolderState } from '@/lib/store/folders';
import { identityOfDraft } from '@/lib/store/identities';
import { getMessage } from '@/lib/store/read-messages';
import { replyLinks } from '@/lib/store/reply-links';
import { getWholeUpload } from '@/lib/store/uploads';
import type { Filing } from './filing';

/** An account without a Drafts folder is looked at again after so long. */
const NO_FOLDER_MS = 60_000;
/** A draft that the server will not take is offered again after so long. */
const REFUSED_MS = 10 * 60_000;
/** And so soon one that it only would not take just now. */
const NOT_NOW_MS = 30_000;

/** The Message-ID that a draft's copies carry, by which stale ones are found after a crash. */
function draftMessageId(draft: Pick<Draft, 'key'>, address: string): string {
  return `<draft.${draft.key}@${address.split('@').at(-1)}>`;
}

/** Files what is due, takes away what was discarded or sent. */
export async function fileDrafts(db: Db, filing: Filing, accountId: number): Promise<void> {
  const waiting = await draftsToFile(db, accountId, Date.now());
  if (waiting.length === 0) return;
  const account = await getAccountById(db, accountId);
  const folder = await folderByRole(db, accountId, 'drafts');
  if (!account || !folder) return putOffFiling(db, accountId, Date.now() + NO_FOLDER_MS);
  for (const one of waiting) {
    try {
      await fileDraft(db, filing, account, folder, one);
    } catch (error) {
      // A full mailbox, or one draft too large for it, holds up neither the others nor the rest of the account.
      if (!isAppError(error) || !filing.usable) throw error;
      await putOffDraft(db, one.id, Date.now() + (error.temporary ? NOT_NOW_MS : REFUSED_MS));
      if (!error.temporary) await saveFolderState(db, folder.id, { error: error.userMessage });
    }
  }
  await filing.settle(folder);
}

async function fileDraft(
  db: Db,
  filing: Filing,
  account: AccountRow,
  folder: FolderRow,
  { id, userId, draft, removed, copy: known }: DraftToFile,
): Promise<void> {
  const messageId = draftMessageId(draft, account.address);
  // By Message-ID and not by remembered UID: it also finds the copy of a try that was cut off.
  const before = await filing.find(folder, messageId);
  const uidValidity = await filing.validity(folder);
  // Another program saved it anew under its old name, or a try of ours was cut off: what it says is kept.
  if (known.uid !== null)
    for (const uid of before) {
      const stray = isSameCopy(known, { uid, uidValidity }) ? null : await filing.read(folder, uid);
      if (!stray) continue;
      const parsed = await parseMessage(await buffer(stray));
      await keepVersion(db, userId, draftFromMessage(draft, parsed), 'elsewhere');
    }
  if (!removed) {
    const raw = await copyOf(db, userId, draft, messageId);
    const uid = await filing.add(folder, raw, { draft: true, seen: true }, new Date(draft.editedAt));
    await removeOthers();
    await setDraftFiled(db, id, { uid, uidValidity }, draft.editedAt);
  } else {
    await removeOthers();
    await forgetDraft(db, id);
  }

  async function removeOthers(): Promise<void> {
    const source = await sourceUid(db, filing, userId, folder.path, draft);
    const gone = source === null ? before : [...before, source];
    if (gone.length > 0) await filing.remove(folder, gone);
  }
}

/** The message of another program whose place the draft takes, where it lies in this folder. */
async function sourceUid(
  db: Db,
  filing: Filing,
  userId: number,
  path: string,
  draft: Draft,
): Promise<number | null> {
  if (draft.sourceId === undefined) return null;
  const message = await getMessage(db, userId, draft.sourceId).catch(() => null);
  const isHere = message?.accountId === draft.accountId && message.remotePath === path && message.draft;
  return isHere ? filing.uidOf(message) : null;
}

async function copyOf(db: Db, userId: number, draft: Draft, messageId: string): Promise<Buffer> {
  const uploads = await Promise.all(
    draft.uploads.map((upload) => getWholeUpload(db, userId, upload.id).catch(() => null)),
  );
  const identity = await identityOfDraft(db, userId, draft);
  return buffer(
    composeMessage({
      from: { name: identity.name, address: identity.address },
      replyTo: identity.replyTo,
      to: draft.to,
      cc: draft.cc,
      // The copy is only for this person: other programs of theirs continue it with its Bcc.
      bcc: draft.bcc,
      subject: draft.subject,
      html: draft.html,
      text: draft.text,
      ...(await replyLinks(db, userId, draft)),
      requestReadReceipt: draft.requestReadReceipt,
      priority: draft.priority,
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
    }),
  );
}
