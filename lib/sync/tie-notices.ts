// Ties what comes back about sent messages to them: delivery notices, read receipts, and copies of those nobody knows about.
import { looksLikeReport, type Report, readReport } from '@/lib/mime/delivery-status';
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { fetchRawStart } from '@/lib/providers/imap/fetch-part';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/runtime/log';
import type { Db } from '@/lib/store/db';
import { addNotices, findNoticed, type NewNotice } from '@/lib/store/delivery-notices';
import { folderByRole } from '@/lib/store/folders';
import { changeFlags, moveMessages } from '@/lib/store/local-changes';
import { rawPathOf } from '@/lib/store/local-messages';
import { listUnlooked, markLooked, type Unlooked } from '@/lib/store/notice-marks';
import { readRawStart } from '@/lib/store/raw-files';
import { getMessageById } from '@/lib/store/read-messages';
import { noteSeen, unclearInIndex } from '@/lib/store/sent-copies';
import { getSettings } from '@/lib/store/settings';

const SLICE = 100;

/** Where the start of a message can be read: enough of it for a report. */
export interface ReportSource {
  /** False when the way to messages broke. */
  readonly usable: boolean;
  start(message: Unlooked): Promise<Buffer>;
}

/** Reports on an IMAP server. */
export const remoteReports = (c: ImapConnection): ReportSource => ({
  get usable() {
    return c.usable;
  },
  start: ({ folderPath, uid }) => fetchRawStart(c, folderPath, uid!),
});

/** Reports that lie in this store. */
export const storedReports = (db: Db): ReportSource => ({
  usable: true,
  start: async ({ id }) => readRawStart((await rawPathOf(db, id))!),
});

/** Looks through what came since the last time. Answers whether something was changed that the server has to hear of. */
export async function tieNotices(db: Db, source: ReportSource, accountId: number): Promise<boolean> {
  await seeUnclear(db, accountId);
  let hasFolded = false;
  for (;;) {
    const { messages, upTo } = await listUnlooked(db, accountId, SLICE);
    for (const message of messages) {
      if (!looksLikeReport(message) || message.uid === null) continue;
      const report = await read(source, message);
      if (report && (await tie(db, accountId, message, report))) hasFolded = true;
    }
    await markLooked(db, accountId, upTo);
    if (messages.length < SLICE) return hasFolded;
  }
}

/** Notes which of the messages of which nobody knows whether they left have a copy in the index. */
export async function seeUnclear(db: Db, accountId: number): Promise<void> {
  for (const { outboxId, folder } of await unclearInIndex(db, accountId))
    await noteSeen(db, outboxId, folder);
}

/** Null for what cannot be read: the message stays where it is, as any other. */
async function read(source: ReportSource, message: Unlooked): Promise<Report | null> {
  try {
    return await readReport(await source.start(message));
  } catch (error) {
    if (!source.usable || !isAppError(error) || error.temporary) throw error;
    log.warn({ error: String(error) }, 'notice not read');
    return null;
  }
}

async function tie(db: Db, accountId: number, message: Unlooked, report: Report): Promise<boolean> {
  const sent = await findNoticed(db, accountId, report);
  if (!sent) return false;
  const one = sent.addresses.length === 1 ? sent.addresses[0]! : null;
  const known = new Map(sent.addresses.map((address) => [address.toLowerCase(), address]));
  const notices = report.recipients.map(
    ({ recipient, action, status, diagnostic }): NewNotice => ({
      key: message.messageIdHeader ?? `${message.date} ${message.subject}`.slice(0, 200),
      messageId: message.id,
      at: message.date,
      action,
      // An address behind a forwarding or an alias is named as it is; with a single recipient it is clear who is meant.
      recipient: known.get(recipient ?? '') ?? one ?? recipient,
      status,
      diagnostic,
      reportedBy: report.reportedBy,
    }),
  );
  await addNotices(db, sent.id, sent.userId, notices);
  return fold(db, accountId, sent.userId, message.id);
}

/** Out of the inbox: it is told where the message is that it speaks of. It lies in the archive, and can be moved back. */
async function fold(db: Db, accountId: number, userId: number, messageId: number): Promise<boolean> {
  if (!(await getSettings(db, userId)).foldNotices) return false;
  const archive = await folderByRole(db, accountId, 'archive');
  const row = await getMessageById(db, messageId);
  if (!archive || !row || row.folderId === archive.id) return false;
  if (!row.seen) await changeFlags(db, [row], { seen: true });
  await moveMessages(db, [row], archive.id);
  return true;
}
