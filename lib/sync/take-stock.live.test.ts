import { expect, test } from 'vitest';
import { connect } from '@/lib/providers/imap/connect';
import { startResponseProxy } from '@/lib/providers/testing/response-proxy';
import { createFolder, deleteFolder, moveFolder } from './change-folders';
import { Diary } from './diary';
import { takeStock } from './take-stock';
import { setUpLiveEngine } from './testing';

const live = setUpLiveEngine();
/** Longer than a folder takes to be made, so that the list is old when it comes. */
const LATE_MS = 1500;

const paths = async () => {
  const all = await Promise.all(['Old', 'New', 'Renamed'].map((path) => live.folder(path)));
  return all.filter((folder) => folder !== null).map(({ path }) => path);
};

test.each([
  ['made', () => createFolder(live.db, live.account.id, null, 'New'), ['Old', 'New']],
  ['renamed', async () => moveFolder(live.db, (await live.folder('Old'))!, null, 'Renamed'), ['Renamed']],
  ['deleted', async () => deleteFolder(live.db, (await live.folder('Old'))!), []],
])('a folder that is %s while a list of the tree is on its way stays so', async (_, change, left) => {
  await live.open();
  const proxy = await startResponseProxy({ target: live.lab.ports.imap });
  const c = await connect({
    host: 'localhost',
    port: proxy.port,
    security: 'tls',
    username: live.user.username,
    auth: { kind: 'password', password: live.user.password },
    allowSelfSigned: true,
    allowPrivate: true,
  });
  live.ends.push(
    () => c.close(),
    () => proxy.close(),
  );
  await live.other.mailboxCreate('Old');
  const diary = new Diary(live.account.id, new AbortController().signal);
  await takeStock(live.db, c, diary);
  proxy.arm({ kind: 'stall', after: 1, ms: LATE_MS });
  const listing = takeStock(live.db, c, diary);
  await expect.poll(() => proxy.happened.get('stall')).toBe(1);
  await Promise.all([listing, change()]);
  expect(await paths()).toEqual(left);
});
