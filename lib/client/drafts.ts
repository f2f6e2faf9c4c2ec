// Drafts in the browser: written at every keystroke, so that a closed tab, a crash or a dead network loses nothing.
import { Draft, type DraftVersion } from '@/lib/contract/compose';
import { call } from './api';
import { clearRecords, readRecord, recordKeys, removeRecord, writeRecord } from './browser-store';

/** A send whose answer never came: it must be settled before anything else is sent. */
export interface SendIntent {
  idempotencyKey: string;
  /** What was sent under this key. */
  draft: Draft;
  /** The time that was chosen for it. */
  sendAt?: number;
}

/** A draft with what this browser knows of it. */
export interface LocalDraft {
  draft: Draft;
  /** `editedAt` of the version that the server has; null while it has none. */
  savedEditedAt: number | null;
  intent: SendIntent | null;
}

/** The server may know these drafts as long as they are kept; longer, and they are clutter. */
const KEEP_SAVED_MS = 7 * 24 * 3600_000;

/** A draft with nothing in it. */
export function emptyDraft(key: string, accountId: number, now: number): Draft {
  return {
    key,
    accountId,
    mode: 'new',
    originalId: null,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: '<p></p>',
    text: '',
    uploads: [],
    editedAt: now,
  };
}

/** True when nothing was typed, so that closing it leaves nothing behind. */
export function isBlank(draft: Draft): boolean {
  const people = draft.to.length + draft.cc.length + draft.bcc.length;
  return people === 0 && !draft.subject.trim() && !draft.text.trim() && draft.uploads.length === 0;
}

/** Of two versions of one draft the last keystroke wins; `mine` when both are as old. */
export function newerDraft(mine: Draft | null, theirs: Draft | null): Draft | null {
  if (!mine || !theirs) return mine ?? theirs;
  return theirs.editedAt > mine.editedAt ? theirs : mine;
}

/** The time of this keystroke: later than the last one even when the clock was set back. */
export function nextEditedAt(previous: number, now: number): number {
  return Math.max(now, previous + 1);
}

/** True while the server lacks this version. */
export function isUnsaved(local: LocalDraft): boolean {
  return local.savedEditedAt === null || local.savedEditedAt < local.draft.editedAt;
}

/** Reads a stored draft; null when it is not one (any more). */
export function decodeLocalDraft(stored: unknown): LocalDraft | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const value = stored as Partial<Record<keyof LocalDraft, unknown>>;
  const draft = Draft.safeParse(value.draft);
  if (!draft.success) return null;
  const saved = value.savedEditedAt;
  return {
    draft: draft.data,
    savedEditedAt: typeof saved === 'number' ? saved : null,
    intent: decodeIntent(value.intent),
  };
}

function decodeIntent(stored: unknown): SendIntent | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { idempotencyKey, draft, sendAt } = stored as Partial<Record<keyof SendIntent, unknown>>;
  const sent = Draft.safeParse(draft);
  if (!sent.success || typeof idempotencyKey !== 'string') return null;
  return { idempotencyKey, draft: sent.data, ...(typeof sendAt === 'number' ? { sendAt } : {}) };
}

/** Reads a draft from this browser. */
export async function readLocalDraft(key: string): Promise<LocalDraft | null> {
  return decodeLocalDraft(await readRecord('drafts', key));
}

/** Other tabs of this browser hear of each keystroke. */
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('pennypost-drafts');

/** Keeps a draft in this browser and shows it to other tabs. Answers false when the browser would not (storage off or full). */
export function writeLocalDraft(local: LocalDraft): Promise<boolean> {
  const written = writeRecord('drafts', local.draft.key, local);
  tabs?.postMessage(local);
  return written;
}

/** Calls `listener` with what another tab writes, until the returned function is called. */
export function onLocalDraft(listener: (local: LocalDraft) => void): () => void {
  const hear = ({ data }: MessageEvent<unknown>) => {
    const local = decodeLocalDraft(data);
    if (local) listener(local);
  };
  tabs?.addEventListener('message', hear);
  return () => tabs?.removeEventListener('message', hear);
}

/** Forgets a draft in this browser. */
export function removeLocalDraft(key: string): Promise<boolean> {
  return removeRecord('drafts', key);
}

/** Forgets all drafts of this browser and the files on their way: for signing out, so that the next person finds none. */
export async function forgetLocalDrafts(): Promise<void> {
  await Promise.all([clearRecords('drafts'), clearRecords('files')]);
}

/**
 * Hands over what an earlier visit could not save (a closed tab, no network), and forgets what the server has had for
 * long. `accountIds` are this person's: a draft of somebody else's account is not sent anywhere.
 */
export async function saveLeftDrafts(accountIds: number[], openKeys: string[], now: number): Promise<void> {
  for (const key of await recordKeys('drafts')) {
    const local = await readLocalDraft(key);
    if (!local) {
      await removeLocalDraft(key);
      continue;
    }
    if (openKeys.includes(key) || !accountIds.includes(local.draft.accountId)) continue;
    if (isUnsaved(local) && !isBlank(local.draft)) {
      const kept = await putDraft(local.draft, local.savedEditedAt).catch(() => null);
      if (kept) await writeLocalDraft({ ...local, savedEditedAt: local.draft.editedAt });
    } else if (!local.intent && now - local.draft.editedAt > KEEP_SAVED_MS) {
      await removeLocalDraft(key);
    }
  }
}

function draftUrl(key: string, basedOn: number | null, fileNow: boolean): string {
  const query = new URLSearchParams({
    ...(basedOn === null ? {} : { basedOn: String(basedOn) }),
    ...(fileNow ? { file: 'now' } : {}),
  });
  return `/api/drafts/${key}?${query}`;
}

/**
 * Saves a draft at the server; answers the version that is kept there, which may be a newer one. `basedOn` is `editedAt` of the version
 * that the server had when this one was begun. `fileNow` brings IMAP Drafts up to date, too.
 */
export async function putDraft(draft: Draft, basedOn: number | null, fileNow = false): Promise<Draft> {
  const kept = await call<Draft | undefined>('PUT', draftUrl(draft.key, basedOn, fileNow), draft);
  return kept && typeof kept.editedAt === 'number' ? kept : draft;
}

/** The draft as the server has it. */
export function getDraft(key: string): Promise<Draft> {
  return call<Draft>('GET', `/api/drafts/${key}`);
}

/** The browser refuses more than 64 KB in requests that outlive their page. */
const KEEPALIVE_OCTETS = 60_000;

/** A last save while the page goes away. What is too large for it waits in this browser for the next visit. */
export function putDraftLeaving(draft: Draft, basedOn: number | null): void {
  const body = JSON.stringify(draft);
  if (new Blob([body]).size > KEEPALIVE_OCTETS) return;
  void fetch(draftUrl(draft.key, basedOn, true), {
    method: 'PUT',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body,
  }).catch(() => {
    // The page is gone; the next visit saves it.
  });
}

/** Discards a draft at the server. */
export function deleteDraft(key: string): Promise<unknown> {
  return call('DELETE', `/api/drafts/${key}`);
}

/** The prefilled answer or forward of a message, or the draft behind a message in Drafts. */
export function getDraftFor(messageId: number, mode: Draft['mode'] | 'edit'): Promise<Draft> {
  return call<Draft>('GET', `/api/drafts/for?messageId=${messageId}&mode=${mode}`);
}

/** A draft that forwards all messages of these conversations, as files. */
export function getDraftForSeveral(conversations: { folderId: number; id: number }[]): Promise<Draft> {
  const pairs = conversations.map(({ folderId, id }) => `${folderId}.${id}`).join(',');
  return call<Draft>('GET', `/api/drafts/for-several?conversations=${pairs}`);
}

/** Its history, the last kept first. */
export function listVersions(key: string): Promise<DraftVersion[]> {
  return call<DraftVersion[]>('GET', `/api/drafts/${key}/versions`);
}

/** One version of it, whole. */
export function getVersion(key: string, id: number): Promise<Draft> {
  return call<Draft>('GET', `/api/drafts/${key}/versions/${id}`);
}

/** Makes a version the draft again; answers it. */
export function restoreVersion(key: string, id: number): Promise<Draft> {
  return call<Draft>('POST', `/api/drafts/${key}/versions/${id}/restore`);
}
