// Makes one change of several that wait for the same message: ten flips of a flag are one STORE, contrary ones are none.
import { sql } from 'kysely';
import { type Db, transaction } from './db';
import type { ChangeArgs } from './local-changes';

/** Messages looked at in one transaction. */
const SLICE = 100;

type Patch = Extract<ChangeArgs, { kind: 'flags' }>['patch'];
interface Waiting {
  id: number;
  message_id: number;
  args_json: string;
  undo_json: string;
  attempts: number;
}

/**
 * Joins changes of flags that follow each other directly, for up to 100 messages; what comes before and after keeps its place. One that
 * leads back to how it was is dropped, unless it was tried: then the server may have half of it.
 */
export function coalesceChanges(db: Db, accountId: number): Promise<void> {
  return transaction(db, async (t) => {
    const { rows } = await sql<Waiting>`
      select id, message_id, args_json, undo_json, attempts from pending_change where message_id in (
        select message_id from pending_change where account_id = ${accountId}
        group by message_id having count(*) > 1 limit ${SLICE})
      order by message_id, id`.execute(t);
    let run: Waiting[] = [];
    for (const row of rows) {
      const isNext = run[0]?.message_id === row.message_id && patchOf(row) !== null;
      if (!isNext) {
        await join(t, run);
        run = [];
      }
      if (patchOf(row)) run.push(row);
    }
    await join(t, run);
  });
}

function patchOf(row: Waiting): Patch | null {
  const args = JSON.parse(row.args_json) as ChangeArgs;
  return args.kind === 'flags' ? args.patch : null;
}

async function join(db: Db, run: Waiting[]): Promise<void> {
  const [first, ...rest] = run;
  if (!first || rest.length === 0) return;
  const patch: Patch = Object.assign({}, ...run.map(patchOf));
  const before = JSON.parse(first.undo_json) as Record<keyof Patch, 0 | 1>;
  const wasTried = run.some(({ attempts }) => attempts > 0);
  const names = (Object.keys(patch) as (keyof Patch)[]).filter(
    (name) => wasTried || patch[name] !== (before[name] === 1),
  );
  const gone = names.length === 0 ? run : rest;
  if (names.length > 0) {
    const args: ChangeArgs = {
      kind: 'flags',
      patch: Object.fromEntries(names.map((name) => [name, patch[name]])),
    };
    await db
      .updateTable('pending_change')
      .set({ args_json: JSON.stringify(args), attempts: Math.max(...run.map(({ attempts }) => attempts)) })
      .where('id', '=', first.id)
      .execute();
  }
  await db
    .deleteFrom('pending_change')
    .where(
      'id',
      'in',
      gone.map(({ id }) => id),
    )
    .execute();
  // With none left the server has it where it is seen.
  await sql`update message set pending = pending - ${gone.length},
      remote_folder_id = iif(pending = ${gone.length}, null, remote_folder_id),
      remote_uid = iif(pending = ${gone.length}, null, remote_uid)
    where id = ${first.message_id}`.execute(db);
}
