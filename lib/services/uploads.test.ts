import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { store } from '@/lib/store/db';
import { saveDraft } from '@/lib/store/drafts';
import { addAccount, type TestAccount } from '@/lib/store/testing/mailbox';
import { cleanUp } from './clean-up';
import { addPiece, addUpload, openUpload, startUpload, uploadProgress } from './uploads';

const dir = mkdtempSync(join(tmpdir(), 'pennypost-uploads-'));
const HOUR = 3600_000;
let ann: TestAccount;
let mia: TestAccount;

beforeAll(async () => {
  Object.assign(process.env, { APP_SECRET: 'x'.repeat(40), DATA_DIR: dir, LOG_LEVEL: 'silent' });
  ann = await addAccount(await store());
  mia = await addAccount(await store(), 'mia');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = { name: 'a.txt', type: 'text/plain', contentId: null };
const from = (...pieces: string[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));
const content = (id: string) => readFileSync(join(dir, 'uploads', id), 'utf8');

test('a file in pieces is whole when the last one is there; a repeated or misplaced piece changes nothing', async () => {
  const { upload } = await startUpload(ann.userId, { ...file, size: 10 });
  expect((await addPiece(ann.userId, upload.id, 0, from('0123'))).received).toBe(4);
  expect((await addPiece(ann.userId, upload.id, 0, from('xxxx'))).received).toBe(4);
  expect((await addPiece(ann.userId, upload.id, 6, from('yyyy'))).received).toBe(4);
  await expect(openUpload(ann.userId, upload.id)).rejects.toMatchObject({ code: 'not-found' });
  expect((await addPiece(ann.userId, upload.id, 4, from('45', '6789'))).received).toBe(10);
  expect(content(upload.id)).toBe('0123456789');
  (await openUpload(ann.userId, upload.id)).stream.destroy();
});

test('what came before the line broke counts', async () => {
  const { upload } = await startUpload(ann.userId, { ...file, size: 10 });
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('012');
      throw new Error('the line broke');
    })(),
  );
  expect((await addPiece(ann.userId, upload.id, 0, broken)).received).toBe(3);
  expect((await addPiece(ann.userId, upload.id, 3, from('3456789'))).received).toBe(10);
  expect(content(upload.id)).toBe('0123456789');
});

test('a first piece sent again while the first request hangs: that one ends, and what it brought counts', async () => {
  const { upload } = await startUpload(ann.userId, { ...file, size: 10 });
  const hanging = new PassThrough();
  const first = addPiece(ann.userId, upload.id, 0, hanging);
  hanging.write('0123');
  await expect.poll(() => existsSync(join(dir, 'uploads', upload.id)) && content(upload.id)).toBe('0123');
  expect((await addPiece(ann.userId, upload.id, 0, from('0123456789'))).received).toBe(4);
  await first;
  expect(content(upload.id)).toBe('0123');
  expect((await addPiece(ann.userId, upload.id, 4, from('456789'))).received).toBe(10);
  expect(content(upload.id)).toBe('0123456789');
});

test('a full disk is an error of ours, not a sender who went away', async () => {
  const { upload } = await startUpload(ann.userId, { ...file, size: 10 });
  // By a link of this test's own: whoever removes the upload must not remove the device.
  symlinkSync('/dev/full', join(dir, 'uploads', upload.id));
  const piece = addPiece(ann.userId, upload.id, 0, from('0123'));
  await expect(piece).rejects.toMatchObject({ code: 'ENOSPC' });
  expect((await uploadProgress(ann.userId, upload.id)).received).toBe(0);
});

test.each(['misplaced', "of another person's file"])(
  'a piece %s whose line breaks later harms nobody',
  async (which) => {
    const { upload } = await startUpload(ann.userId, { ...file, size: 10 });
    let cut = () => {};
    // As a request's body arrives: an error that nobody hears would end the process.
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        cut = () => controller.error(new Error('the line broke'));
        controller.enqueue(new Uint8Array(4));
      },
    });
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    const writer = which === 'misplaced' ? ann.userId : mia.userId;
    const answer = addPiece(writer, upload.id, 5, source).catch((error: { code?: string }) => error.code);
    cut();
    expect(await answer).toEqual(which === 'misplaced' ? { upload, received: 0 } : 'not-found');
    expect(source.destroyed).toBe(true);
  },
);

test('more octets than were announced, and a file above the limit, are refused', async () => {
  const { upload } = await startUpload(ann.userId, { ...file, size: 3 });
  await expect(addPiece(ann.userId, upload.id, 0, from('01234'))).rejects.toMatchObject({
    code: 'too-large',
  });
  expect((await uploadProgress(ann.userId, upload.id)).received).toBe(0);
  await expect(startUpload(ann.userId, { ...file, size: 26 * 1024 * 1024 })).rejects.toMatchObject({
    code: 'too-large',
  });
});

test("another person's upload is not there", async () => {
  const { upload } = await startUpload(ann.userId, { ...file, size: 3 });
  await expect(addPiece(mia.userId, upload.id, 0, from('012'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(uploadProgress(mia.userId, upload.id)).rejects.toMatchObject({ code: 'not-found' });
});

test('after a day what no draft names is cleared, with files that a crash left; what one names stays', async () => {
  const used = await addUpload(ann.userId, file, from('used'));
  const unused = await addUpload(ann.userId, file, from('unused'));
  await saveDraft(await store(), ann.userId, {
    key: 'draft-0001',
    accountId: ann.id,
    mode: 'new',
    originalId: null,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: null,
    text: '',
    uploads: [used],
    editedAt: 1,
  });
  const stray = join(dir, 'uploads', 'f'.repeat(32));
  writeFileSync(stray, 'left by a crash');
  await cleanUp(Date.now());
  expect(existsSync(stray)).toBe(true);
  const old = (Date.now() - 25 * HOUR) / 1000;
  utimesSync(stray, old, old);
  await cleanUp(Date.now() + 25 * HOUR);
  const left = readdirSync(join(dir, 'uploads'));
  expect(left).toContain(used.id);
  expect(left).not.toContain(unused.id);
  expect(existsSync(stray)).toBe(false);
});
