// For tests: Pennypost's engines in a process of their own, on the store of DATA_DIR, doing what the parent says until it is killed.
import { isAppError } from '@/lib/errors';
import { getAccountById } from '@/lib/store/accounts';
import { type Db, store } from '@/lib/store/db';
import { foldersOf } from '@/lib/store/folders';
import { changeFlags, deleteMessages, moveMessages } from '@/lib/store/local-changes';
import { messagesInFolder } from '@/lib/store/read-messages';
import { createFolder, deleteFolder, moveFolder } from '../change-folders';
import { engines } from '../engines';

/** What the parent may ask; paths as the server has them. The answer lists the subjects of the messages that it is about. */
export type Ask =
  | { do: 'start' | 'stop' | 'lookNow'; accountId: number }
  | { do: 'open' | 'create' | 'remove'; accountId: number; path: string }
  | { do: 'rename'; accountId: number; path: string; target: string }
  | { do: 'mark'; accountId: number; path: string; nth: number; patch: { seen?: boolean; flagged?: boolean } }
  | { do: 'move'; accountId: number; path: string; nth: number; count: number; target: string }
  | { do: 'delete'; accountId: number; path: string; nth: number };

/** `refused`: a plain sentence for the person, which is no fault of ours. `error`: one that nobody expects. */
export type Answer = { subjects: string[] } | { refused: string } | { error: string };

async function run(db: Db, ask: Ask): Promise<string[]> {
  const { accountId } = ask;
  if ('path' in ask) return act(db, ask);
  if (ask.do === 'start') await engines().start(accountId);
  else if (ask.do === 'stop') await engines().stop(accountId);
  else engines().lookNow(accountId);
  return [];
}

async function act(db: Db, ask: Extract<Ask, { path: string }>): Promise<string[]> {
  const all = await foldersOf(db, ask.accountId);
  const at = (path: string) => all.find((folder) => folder.path === path);
  const folder = at(ask.path);
  if (ask.do === 'create') {
    const parts = ask.path.split(folder?.delimiter ?? all[0]?.delimiter ?? '/');
    const name = parts.pop()!;
    const parent = parts.length > 0 ? at(parts.join(all[0]?.delimiter ?? '/')) : null;
    if (!folder && parent !== undefined) await createFolder(db, ask.accountId, parent, name);
    return [];
  }
  if (!folder) return [];
  if ('nth' in ask)
    return onMessages(db, ask, folder.id, at('target' in ask ? ask.target : ask.path)?.id ?? null);
  if (ask.do === 'open') await engines().open(folder.id);
  else if (ask.do === 'remove') await deleteFolder(db, folder);
  else if (ask.do === 'rename' && !ask.target.includes(folder.delimiter))
    await moveFolder(db, folder, null, ask.target);
  return [];
}

async function onMessages(
  db: Db,
  ask: Extract<Ask, { nth: number }>,
  folderId: number,
  targetId: number | null,
): Promise<string[]> {
  const account = await getAccountById(db, ask.accountId);
  if (!account) return [];
  const rows = await messagesInFolder(db, account.userId, folderId, 100);
  if (rows.length === 0) return [];
  const from = ask.nth % rows.length;
  const some = rows.slice(from, from + (ask.do === 'move' ? ask.count : 1));
  if (ask.do === 'mark') await changeFlags(db, some, ask.patch);
  else if (ask.do === 'delete') await deleteMessages(db, some);
  else if (targetId === null || targetId === folderId) return [];
  else await moveMessages(db, some, targetId);
  engines().wake(ask.accountId);
  return some.map(({ subject }) => subject);
}

async function answer(db: Db, ask: Ask): Promise<Answer> {
  try {
    return { subjects: await run(db, ask) };
  } catch (error) {
    if (isAppError(error)) return { refused: error.userMessage };
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function serve(): Promise<void> {
  const db = await store();
  process.on('message', (asked: { id: number; ask: Ask }) => {
    void answer(db, asked.ask).then((given) => process.send?.({ id: asked.id, ...given }));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
}

void serve();
