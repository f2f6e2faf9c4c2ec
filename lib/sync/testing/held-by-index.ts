// For tests: what the index holds of an account, in the words of full-fetch.ts.
import type { Db } from '@/lib/store/db';
import { foldersOf } from '@/lib/store/folders';
import type { Held, Holding } from './full-fetch';

/** All folders with the messages that a person sees. */
export async function heldByIndex(db: Db, accountId: number): Promise<Holding> {
  const holding: Holding = new Map();
  const rows = await db
    .selectFrom('message')
    .select([
      'folder_id',
      'uid',
      'subject',
      'message_id_header',
      'size',
      'seen',
      'flagged',
      'answered',
      'draft',
    ])
    .where('account_id', '=', accountId)
    .where('hidden', '=', 0)
    .orderBy('uid')
    .execute();
  const byFolder = new Map<number, Held[]>();
  for (const row of rows) {
    const marks = { Seen: row.seen, Flagged: row.flagged, Answered: row.answered, Draft: row.draft };
    const held: Held = {
      uid: row.uid ?? 0,
      subject: `${row.subject} ${row.message_id_header ?? '-'} ${row.size}`,
      flags: Object.entries(marks)
        .filter(([, on]) => on === 1)
        .map(([name]) => name)
        .join(' '),
    };
    const list = byFolder.get(row.folder_id);
    if (list) list.push(held);
    else byFolder.set(row.folder_id, [held]);
  }
  for (const folder of await foldersOf(db, accountId))
    holding.set(
      folder.path,
      folder.selectable
        ? { uidValidity: folder.uidValidity ?? 'not seen', messages: byFolder.get(folder.id) ?? [] }
        : null,
    );
  return holding;
}

/** Where the two differ, in words; empty when they agree. */
export function difference(server: Holding, index: Holding): string[] {
  const told: string[] = [];
  for (const path of new Set([...server.keys(), ...index.keys()])) {
    const there = server.get(path);
    const here = index.get(path);
    if (there === undefined || here === undefined)
      told.push(`${path}: only ${there === undefined ? 'the index' : 'the server'} has it`);
    else if (JSON.stringify(there) !== JSON.stringify(here))
      told.push(`${path}: the server has ${show(there)}`, `${path}: the index has  ${show(here)}`);
  }
  return told;
}

const show = (one: NonNullable<ReturnType<Holding['get']>> | null) =>
  one === null
    ? 'no messages, ever'
    : `[${one.uidValidity}] ${one.messages.map(({ uid, subject, flags }) => `${uid} '${subject}' (${flags})`).join('; ') || 'nothing'}`;
