// Read, star, archive, move, delete, spam: on messages and conversations, shown at once, undone with a token.
import { z } from 'zod';
import type { FolderRole, OrganizeRequest, OrganizeResult } from '@/lib/contract/mail';
import { AppError } from '@/lib/errors';
import { seal, unseal } from '@/lib/runtime/vault';
import { type Db, store } from '@/lib/store/db';
import { type FolderRow, folderByRole, getFolder, getFolderById } from '@/lib/store/folders';
import { changeFlags, deleteMessages, moveMessages } from '@/lib/store/local-changes';
import { copiesOf, type MessageRow, messagesFor } from '@/lib/store/read-messages';
import { cancelTransfers, startTransfer } from '@/lib/store/transfers';
import { createFolder } from '@/lib/sync/change-folders';
import { wakeCourier } from '@/lib/sync/courier';
import { engines } from '@/lib/sync/engines';

const UndoStep = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('flags'),
    ids: z.array(z.number()),
    patch: z.object({ seen: z.boolean().optional(), flagged: z.boolean().optional() }),
  }),
  z.object({ kind: z.literal('move'), ids: z.array(z.number()), folderId: z.number() }),
  /** Back to the other account's folder that they came from. */
  z.object({ kind: z.literal('transfer'), ids: z.array(z.number()), folderId: z.number() }),
  /** Copies that go again. */
  z.object({ kind: z.literal('copy'), ids: z.array(z.number()) }),
]);
const Undo = z.object({ userId: z.number(), steps: z.array(UndoStep) });
type Step = z.infer<typeof UndoStep>;

const ROLE_NAMES: Partial<Record<FolderRole, string>> = {
  archive: 'Archive',
  trash: 'Trash',
  junk: 'Junk',
};

/** Does it. `undo` of the answer takes it back; null where nothing can (deleted for good). */
export async function organize(
  userId: number,
  request: z.output<typeof OrganizeRequest>,
): Promise<OrganizeResult> {
  const db = await store();
  const folder = await getFolder(db, userId, request.folderId);
  const { action } = request;
  const isMark = action === 'read' || action === 'star' || action === 'unstar';
  const named = await messagesFor(db, userId, { ...request, allFolders: isMark });
  // What was read once is read wherever it lies, in other accounts too.
  const rows = action === 'read' ? [...named, ...(await copiesOf(db, userId, named))] : named;
  if (rows.length === 0) return { undo: null, count: 0 };
  const steps = await act(db, userId, folder, rows, request);
  for (const accountId of new Set(rows.map((row) => row.accountId))) engines().wake(accountId);
  const token: z.infer<typeof Undo> | null = steps && { userId, steps };
  const undo = token && seal(JSON.stringify(token), 'undoing');
  return { undo, count: rows.length };
}

async function act(
  db: Db,
  userId: number,
  folder: FolderRow,
  rows: MessageRow[],
  request: z.output<typeof OrganizeRequest>,
): Promise<Step[] | null> {
  switch (request.action) {
    case 'read':
      return mark(
        db,
        rows.filter((row) => !row.seen),
        { seen: true },
      );
    case 'unread':
      return mark(
        db,
        newestEach(rows).filter((row) => row.seen),
        { seen: false },
      );
    case 'star':
      return mark(
        db,
        newestEach(rows).filter((row) => !row.flagged),
        { flagged: true },
      );
    case 'unstar':
      return mark(
        db,
        rows.filter((row) => row.flagged),
        { flagged: false },
      );
    case 'archive':
      return move(db, rows, await roleFolder(db, folder.accountId, 'archive'));
    case 'spam':
      return move(db, rows, await roleFolder(db, folder.accountId, 'junk'));
    case 'not-spam':
      return move(db, rows, await roleFolder(db, folder.accountId, 'inbox'));
    case 'move':
      return move(db, rows, await getFolder(db, userId, request.targetFolderId!));
    case 'copy':
      return copy(db, rows, await getFolder(db, userId, request.targetFolderId!));
    case 'trash':
      return move(db, rows, await roleFolder(db, folder.accountId, 'trash'));
    case 'delete':
      await deleteMessages(db, rows);
      return null;
  }
}

/** Of each conversation the newest message: starring or 'unread' means that one. */
function newestEach(rows: MessageRow[]): MessageRow[] {
  const newest = new Map<number, MessageRow>();
  for (const row of rows) {
    const known = newest.get(row.conversationId);
    if (!known || known.date <= row.date) newest.set(row.conversationId, row);
  }
  return [...newest.values()];
}

async function mark(
  db: Db,
  rows: MessageRow[],
  patch: { seen?: boolean; flagged?: boolean },
): Promise<Step[]> {
  await changeFlags(db, rows, patch);
  const back = Object.fromEntries(Object.entries(patch).map(([name, on]) => [name, !on]));
  return [{ kind: 'flags', ids: rows.map(({ id }) => id), patch: back }];
}

async function move(db: Db, rows: MessageRow[], target: FolderRow): Promise<Step[]> {
  mustHold(target);
  const away = rows.filter((row) => row.folderId !== target.id);
  const near = away.filter((row) => row.accountId === target.accountId);
  await moveMessages(db, near, target.id);
  const steps: Step[] = [];
  for (const folderId of new Set(away.map((row) => row.folderId))) {
    const from = away.filter((row) => row.folderId === folderId);
    const isNear = from[0]!.accountId === target.accountId;
    const ids = isNear ? from.map(({ id }) => id) : await transfer(db, from, target, false);
    steps.push({ kind: isNear ? 'move' : 'transfer', folderId, ids });
  }
  return steps;
}

async function copy(db: Db, rows: MessageRow[], target: FolderRow): Promise<Step[]> {
  mustHold(target);
  const ids = await transfer(db, rows, target, true);
  return [{ kind: 'copy', ids }];
}

/** Carries messages to another account, or copies. */
async function transfer(
  db: Db,
  rows: MessageRow[],
  target: FolderRow,
  keepsSource: boolean,
): Promise<number[]> {
  const moved = await startTransfer(db, rows, target, keepsSource);
  wakeCourier();
  return moved;
}

function mustHold(target: FolderRow): void {
  if (target.selectable) return;
  throw new AppError('bad-request', {
    userMessage: `${target.name} cannot hold messages.`,
    field: 'targetFolderId',
  });
}

/** The account's folder of this role; made on the server when it has none. */
async function roleFolder(db: Db, accountId: number, role: FolderRole): Promise<FolderRow> {
  const known = await folderByRole(db, accountId, role);
  if (known) return known;
  const id = await createFolder(db, accountId, null, ROLE_NAMES[role] ?? role);
  return (await folderByRole(db, accountId, role)) ?? (await getFolderById(db, id))!;
}

/** Takes an action back. Throws 'bad request' for a token that we did not give to this person, and when none of the messages is left. */
export async function undoOrganize(userId: number, token: string): Promise<{ count: number }> {
  const undo = readToken(token);
  if (undo?.userId !== userId) throw cannotUndo();
  const db = await store();
  let count = 0;
  for (const step of undo.steps) {
    const rows = await messagesFor(db, userId, {
      folderId: 0,
      conversationIds: [],
      messageIds: step.ids,
      allFolders: true,
    });
    if (step.kind === 'flags') await changeFlags(db, rows, withoutUndefined(step.patch));
    else if (step.kind === 'move') {
      if (await getFolderById(db, step.folderId)) await moveMessages(db, rows, step.folderId);
    } else await takeBack(db, userId, rows, step.kind === 'transfer' ? step.folderId : null);
    for (const accountId of new Set(rows.map((row) => row.accountId))) engines().wake(accountId);
    count += rows.length;
  }
  if (count === 0 && undo.steps.some(({ ids }) => ids.length > 0)) throw cannotUndo();
  return { count };
}

const cannotUndo = () =>
  new AppError('bad-request', { userMessage: 'This cannot be undone any more.', field: 'undo' });

/** Of what went to another account: what has not begun stays; the rest goes back (null: was a copy, and is deleted). */
async function takeBack(db: Db, userId: number, rows: MessageRow[], folderId: number | null): Promise<void> {
  const stayed = await cancelTransfers(
    db,
    rows.map(({ id }) => id),
  );
  const gone = rows.filter(({ id }) => !stayed.includes(id));
  if (folderId === null) await deleteMessages(db, gone);
  else await transfer(db, gone, await getFolder(db, userId, folderId), false);
  wakeCourier();
}

function readToken(token: string): z.infer<typeof Undo> | null {
  try {
    return Undo.parse(JSON.parse(unseal(token, 'undoing')));
  } catch {
    return null;
  }
}

const withoutUndefined = (patch: { seen?: boolean | undefined; flagged?: boolean | undefined }) => ({
  ...(patch.seen === undefined ? {} : { seen: patch.seen }),
  ...(patch.flagged === undefined ? {} : { flagged: patch.flagged }),
});
