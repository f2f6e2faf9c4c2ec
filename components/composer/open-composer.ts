// Which composers are open, and how: the one door through which the rest of the interface starts writing.
import { useSyncExternalStore } from 'react';
import { newKey } from '@/lib/client/new-key';
import type { Draft } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import {
  type ComposerRequest,
  type OpenComposer,
  opened,
  restored,
  withDraftKey,
  withRoom,
  withView,
} from './composer-list';

export type { ComposerRequest, ComposerView, OpenComposer } from './composer-list';

/** What the rest of the interface may ask for. `draft` is a content that is at hand (an undone send). */
export interface OpenOptions extends Omit<ComposerRequest, 'to'> {
  to?: Address[];
  draft?: Draft;
}

const SESSION_KEY = 'pennypost:composers';
const NONE: OpenComposer[] = [];

let composers = NONE;
let room = 1;
let restoredOnce = false;
const listeners = new Set<() => void>();
const contents = new Map<string, Draft>();
const openers = new Map<string, HTMLElement>();
const openedHere = new Set<string>();

function set(next: OpenComposer[]): void {
  if (next === composers) return;
  composers = next;
  try {
    // Per tab: a reload opens the same composers again, a second tab does not.
    sessionStorage.setItem(SESSION_KEY, JSON.stringify(composers));
  } catch {
    // Storage is off: composers live as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Opens a composer, or brings the one that already has this draft or reply to the front. Answers its key. */
export function openComposer({ draft, ...request }: OpenOptions): string {
  const key = draft?.key ?? request.draftKey ?? newKey();
  const next = opened(composers, request, key, room);
  if (!composers.some((known) => known.key === next.key)) {
    if (draft) contents.set(next.key, draft);
    openedHere.add(next.key);
    rememberOpener(next.key);
  }
  set(next.list);
  return next.key;
}

/** The content that `openComposer` was given for this key. */
export function givenContent(key: string): Draft | undefined {
  return contents.get(key);
}

/** Whether a person opened it just now: one that a reload brought back must not take the focus. */
export function mayTakeFocus(key: string): boolean {
  return openedHere.has(key);
}

/** Notes which draft a composer holds. When another one has it open, that one comes to the front instead. */
export function adoptDraftKey(key: string, draftKey: string): boolean {
  const next = withDraftKey(composers, key, draftKey);
  if (next) {
    set(next);
    return true;
  }
  set(composers.filter((composer) => composer.key !== key));
  openComposer({ mode: 'edit', draftKey });
  return false;
}

/** Takes the composer off the screen. What becomes of its draft is decided before. */
export function closeComposer(key: string): void {
  set(composers.filter((composer) => composer.key !== key));
  contents.delete(key);
  openedHere.delete(key);
  returnFocus(key);
}

/** Minimises, docks or grows a composer. */
export function setComposerView(key: string, view: OpenComposer['view']): void {
  if (view !== 'minimised') {
    openedHere.add(key);
    rememberOpener(key);
  }
  set(withView(composers, key, view, room));
  if (view === 'minimised') returnFocus(key);
}

/** How many docked composers fit beside each other; the ones used longest ago are minimised. */
export function setComposerRoom(count: number): void {
  room = count;
  set(withRoom(composers, room));
}

/** Opens what was open in this tab before the reload; later calls do nothing. */
export function restoreComposers(): void {
  if (restoredOnce) return;
  restoredOnce = true;
  try {
    const before = restored(sessionStorage.getItem(SESSION_KEY));
    const known = new Set(composers.map(({ key }) => key));
    set(withRoom([...before.filter(({ key }) => !known.has(key)), ...composers], room));
  } catch {
    // Storage is off.
  }
}

/** Keys of the drafts that are open. */
export function openDraftKeys(): string[] {
  return composers.map(({ key, request }) => request.draftKey ?? key);
}

/** The open composers, in the order in which they stand. */
export function useOpenComposers(): OpenComposer[] {
  return useSyncExternalStore(
    subscribe,
    () => composers,
    () => NONE,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function rememberOpener(key: string): void {
  const active = document.activeElement;
  // Focus inside another composer, or on a bar that is about to go, is not a place to come back to.
  if (active instanceof HTMLElement && active !== document.body && !active.closest('[data-composer-dock]')) {
    openers.set(key, active);
  }
}

function returnFocus(key: string): void {
  const opener = openers.get(key);
  // After React has taken the composer away: focus set before would be lost with the focused element.
  requestAnimationFrame(() => {
    const active = document.activeElement;
    // An element that was hidden keeps the focus until the next paint.
    const isLost = !active || active === document.body || active.getClientRects().length === 0;
    if (!isLost) return;
    const bar = document.querySelector<HTMLElement>(`[data-composer-bar="${key}"]`);
    if (opener?.isConnected) opener.focus();
    else bar?.focus();
  });
}
