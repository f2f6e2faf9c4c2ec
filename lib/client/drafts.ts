// Drafts in the browser: written at every keystroke, so that a closed tab, a crash or a dead network loses nothing.
//
// localStorage and not IndexedDB: a write there is done before the keystroke's own task ends, while an IndexedDB
// transaction that was begun in 'pagehide' may never finish. A draft is text; files are at the server.
import { Draft } from '@/lib/contract/compose';
import { call } from './api';

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

const PREFIX = 'pennypost:draft:';
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
export function decodeLocalDraft(json: string | null): LocalDraft | null {
  if (!json) return null;
  try {
    const value = JSON.parse(json) as Partial<LocalDraft>;
    const draft = Draft.parse(value.draft);
    const saved = value.savedEditedAt;
    const intent = value.intent ? Draft.safeParse(value.intent.draft) : null;
    return {
      draft,
      savedEditedAt: typeof saved === 'number' ? saved : null,
      intent:
        intent?.success && typeof value.intent?.idempotencyKey === 'string'
          ? {
              idempotencyKey: value.intent.idempotencyKey,
              draft: intent.data,
              ...(typeof value.intent.sendAt === 'number' ? { sendAt: value.intent.sendAt } : {}),
            }
          : null,
    };
  } catch {
    return null;
  }
}

/** Reads a draft from this browser. */
export function readLocalDraft(key: string): LocalDraft | null {
  try {
    return decodeLocalDraft(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Keeps a draft in this browser. Answers false when the browser would not (storage off or full). */
export function writeLocalDraft(local: LocalDraft): boolean {
  try {
    localStorage.setItem(PREFIX + local.draft.key, JSON.stringify(local));
    return true;
  } catch {
    return false;
  }
}

/** Forgets a draft in this browser. */
export function removeLocalDraft(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Storage is off: there was nothing.
  }
}

/** Forgets all drafts of this browser: for signing out, so that the next person finds none. */
export function forgetLocalDrafts(): void {
  for (const key of localKeys()) removeLocalDraft(key);
}

/** The draft key that a storage event is about, null when it is about something else. */
export function draftKeyOfStorage(storageKey: string | null): string | null {
  return storageKey?.startsWith(PREFIX) ? storageKey.slice(PREFIX.length) : null;
}

function localKeys(): string[] {
  try {
    return Object.keys(localStorage).flatMap((key) => draftKeyOfStorage(key) ?? []);
  } catch {
    return [];
  }
}

/**
 * Hands over what an earlier visit could not save (a closed tab, no network), and forgets what the server has had for
 * long. `accountIds` are this person's: a draft of somebody else's account is not sent anywhere.
 */
export async function saveLeftDrafts(accountIds: number[], openKeys: string[], now: number): Promise<void> {
  for (const key of localKeys()) {
    const local = readLocalDraft(key);
    if (!local) {
      removeLocalDraft(key);
      continue;
    }
    if (openKeys.includes(key) || !accountIds.includes(local.draft.accountId)) continue;
    if (isUnsaved(local) && !isBlank(local.draft)) {
      const kept = await putDraft(local.draft).catch(() => null);
      if (kept) writeLocalDraft({ ...local, savedEditedAt: local.draft.editedAt });
    } else if (!local.intent && now - local.draft.editedAt > KEEP_SAVED_MS) {
      removeLocalDraft(key);
    }
  }
}

/** Saves a draft at the server; answers the version that is kept there, which may be a newer one. */
export async function putDraft(draft: Draft): Promise<Draft> {
  const kept = await call<Draft | undefined>('PUT', `/api/drafts/${draft.key}`, draft);
  return kept && typeof kept.editedAt === 'number' ? kept : draft;
}

/** The browser refuses more than 64 KB in requests that outlive their page. */
const KEEPALIVE_OCTETS = 60_000;

/** A last save while the page goes away. What is too large for it waits in this browser for the next visit. */
export function putDraftLeaving(draft: Draft): void {
  const body = JSON.stringify(draft);
  if (new Blob([body]).size > KEEPALIVE_OCTETS) return;
  void fetch(`/api/drafts/${draft.key}`, {
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
