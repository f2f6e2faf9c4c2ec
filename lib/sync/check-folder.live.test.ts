import { expect, test } from 'vitest';
import { sql } from 'kysely';
import { connect } from '@/lib/providers/imap/connect';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { insertMessages, removeMessages, updateFlags } from '@/lib/store/messages';
import { checkStore } from '@/lib/store/testing/check-store';
import { message } from '@/lib/store/testing/mailbox';
import { generateMailbox } from '@/scripts/lab/generate';
import { checkFolder } from './check-folder';
import { engines } from './engines';
import { setUpLiveEngine } from './testing';

const live = setUpLiveEngine();
const flags = { seen: true, flagged: true, answered: true, draft: false };

const IN_STEP = { uidNext: expect.any(Number), backfillBelow: null };

/** An account in step and at rest, and a connection to check with. */
async function settled(count: number): Promise<ImapConnection> {
  for (let n = 1; n <= count; n++) await live.other.append('INBOX', live.letter(`M ${n}`), []);
  await live.open();
  await live.start();
  await expect.poll(() => live.subjects('INBOX'), { timeout: 20_000 }).toHaveLength(count);
  // Rows are there a moment before the folder's state is.
  await expect.poll(() => live.folder('INBOX')).toMatchObject(IN_STEP);
  await engines().stop(live.account.id);
  const c = await connect({
    host: 'localhost',
    port: live.lab.ports.imaps,
    security: 'tls',
    username: live.user.username,
    auth: { kind: 'password', password: live.user.password },
    allowSelfSigned: true,
    allowPrivate: true,
  });
  live.ends.push(() => c.close());
  return c;
}

test('a folder that is right is told as that, with the numbers of both sides', async () => {
  const c = await settled(4);
  const { id } = (await live.folder('INBOX'))!;
  const same = { server: 4, held: 4, missing: 0, extra: 0, flags: 0, isWhole: true };
  expect(await checkFolder(live.db, c, id)).toMatchObject(same);
  expect(await live.folder('INBOX')).toMatchObject({
    checkedServer: 4,
    checkedHeld: 4,
    checkedAt: expect.any(Number),
  });
});

test('whatever went wrong in the index is found, and repaired when asked for', async () => {
  const c = await settled(5);
  const folder = (await live.folder('INBOX'))!;
  await removeMessages(live.db, folder.id, [2]);
  await updateFlags(live.db, folder.id, [{ uid: 3, flags }]);
  // A ghost: an UID that the server gave to a message that is gone.
  await live.other.append('INBOX', live.letter('Gone'), []);
  await live.other.mailboxOpen('INBOX');
  await live.other.messageDelete('6', { uid: true });
  await insertMessages(live.db, live.account.id, folder.id, [message(6)]);
  await sql`update folder set uid_next = 7 where id = ${folder.id}`.execute(live.db);
  const found = { server: 5, missing: 1, extra: 1, flags: 1 };
  expect(await checkFolder(live.db, c, folder.id, { repair: false })).toMatchObject(found);
  expect(await checkFolder(live.db, c, folder.id, { repair: false })).toMatchObject(found);
  // The pull before it takes the ghost away.
  expect(await checkFolder(live.db, c, folder.id)).toMatchObject({ ...found, extra: 0, held: 5 });
  expect(await checkFolder(live.db, c, folder.id)).toMatchObject({
    server: 5,
    held: 5,
    missing: 0,
    extra: 0,
    flags: 0,
  });
  expect(await live.subjects('INBOX')).toEqual(['M 1', 'M 2', 'M 3', 'M 4', 'M 5']);
  await checkStore(live.db);
});

test('a folder of several steps, and an empty one, are compared to the end', async () => {
  const c = await settled(1);
  live.lab.fillMaildir(live.user, 'Big', generateMailbox({ count: 4500, seed: 3 }));
  await live.start();
  await expect.poll(async () => (await live.folder('Big'))?.total, { timeout: 150_000 }).toBe(4500);
  await expect.poll(() => live.folder('Big')).toMatchObject(IN_STEP);
  const { id } = (await live.folder('Big'))!;
  expect(await checkFolder(live.db, c, id)).toMatchObject({
    server: 4500,
    held: 4500,
    missing: 0,
    extra: 0,
    flags: 0,
  });
  const empty = (await live.folder('Sent'))!;
  expect(await checkFolder(live.db, c, empty.id)).toMatchObject({ server: 0, held: 0, missing: 0, extra: 0 });
}, 200_000);
