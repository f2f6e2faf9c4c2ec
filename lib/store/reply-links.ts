// How an answer is tied to what it answers.
import type { Draft } from '@/lib/contract/compose';
import { threading } from '@/lib/mime/reply-draft';
import type { Db } from './db';
import { getMessage } from './read-messages';

/** In-Reply-To and References (RFC 5322 3.6.4) of a draft that answers a message which is still there. */
export async function replyLinks(
  db: Db,
  userId: number,
  draft: Pick<Draft, 'mode' | 'originalId'>,
): Promise<{ inReplyTo: string | null; references: string[] }> {
  const isReply = draft.mode === 'reply' || draft.mode === 'reply-all';
  if (!isReply || draft.originalId === null) return { inReplyTo: null, references: [] };
  const original = await getMessage(db, userId, draft.originalId).catch(() => null);
  return original ? threading(original) : { inReplyTo: null, references: [] };
}

/** The message with this Message-ID in the account, null when there is none; the newest of several. */
export async function messageByHeader(db: Db, accountId: number, header: string): Promise<number | null> {
  const row = await db
    .selectFrom('message')
    .select('id')
    .where('account_id', '=', accountId)
    .where('message_id_header', '=', header)
    .where('hidden', '=', 0)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
