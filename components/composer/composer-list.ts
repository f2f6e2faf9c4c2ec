// The list of open composers as plain data: open, change view, make room, restore. No browser in here.
import type { Draft } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';

/** 'page': on a page of its own (/compose). */
export type ComposerView = 'docked' | 'minimised' | 'full' | 'page';

/** What a composer was opened for. 'edit' continues a draft: `draftKey`, or `originalId` of a message in Drafts. */
export interface ComposerRequest {
  mode: Draft['mode'] | 'edit';
  originalId?: number;
  accountId?: number;
  draftKey?: string;
  to?: Address[];
  /** Conversations to forward as files, with mode 'forward-attachment'. */
  conversations?: { folderId: number; id: number }[];
}

export interface OpenComposer {
  /** The draft's key for life; a draft found in the Drafts folder has its own, in `request.draftKey`. */
  key: string;
  request: ComposerRequest;
  view: ComposerView;
  /** Order of last use: the smallest is minimised first. */
  usedAt: number;
}

const MODES = ['new', 'reply', 'reply-all', 'forward', 'forward-attachment', 'edit'];
const VIEWS = ['docked', 'minimised', 'full', 'page'];

const lastUse = (list: OpenComposer[]) => Math.max(0, ...list.map(({ usedAt }) => usedAt));

const isSame = (composer: OpenComposer, request: ComposerRequest, key: string) =>
  composer.key === key ||
  composer.request.draftKey === key ||
  (request.mode !== 'new' &&
    request.originalId !== undefined &&
    composer.request.mode === request.mode &&
    composer.request.originalId === request.originalId);

/** Adds a composer, or shows the one that is already open for the same draft or the same answer. */
export function opened(
  list: OpenComposer[],
  request: ComposerRequest,
  key: string,
  room: number,
): { list: OpenComposer[]; key: string } {
  const known = list.find((composer) => isSame(composer, request, key));
  if (known) {
    const view = known.view === 'minimised' ? 'docked' : known.view;
    return { list: withView(list, known.key, view, room), key: known.key };
  }
  const fresh: OpenComposer = { key, request, view: 'docked', usedAt: lastUse(list) + 1 };
  return { list: withRoom([...list, fresh], room), key };
}

/** Changes one composer's view and makes it the last used; only one can have the full page. */
export function withView(
  list: OpenComposer[],
  key: string,
  view: ComposerView,
  room: number,
): OpenComposer[] {
  const usedAt = lastUse(list) + 1;
  const next = list.map((composer): OpenComposer => {
    if (composer.key === key)
      return { ...composer, view, usedAt: view === 'minimised' ? composer.usedAt : usedAt };
    if (view === 'full' && composer.view === 'full') return { ...composer, view: 'minimised' };
    return composer;
  });
  return withRoom(next, room);
}

/** Minimises the docked composers used longest ago until at most `room` stand open. */
export function withRoom(list: OpenComposer[], room: number): OpenComposer[] {
  const docked = list.filter(({ view }) => view === 'docked').sort((a, b) => b.usedAt - a.usedAt);
  const tooMany = new Set(docked.slice(Math.max(1, room)).map(({ key }) => key));
  if (tooMany.size === 0) return list;
  return list.map((composer) => (tooMany.has(composer.key) ? { ...composer, view: 'minimised' } : composer));
}

/** Notes which draft a composer turned out to hold; null when another composer has that draft open. */
export function withDraftKey(list: OpenComposer[], key: string, draftKey: string): OpenComposer[] | null {
  const other = list.some(
    (composer) =>
      composer.key !== key && (composer.key === draftKey || composer.request.draftKey === draftKey),
  );
  if (other) return null;
  return list.map((composer) =>
    composer.key === key ? { ...composer, request: { ...composer.request, draftKey } } : composer,
  );
}

/** Reads the list that a tab left behind; entries that make no sense are dropped. */
export function restored(json: string | null): OpenComposer[] {
  if (!json) return [];
  try {
    const list: unknown = JSON.parse(json);
    const known = Array.isArray(list) ? list.filter(isOpenComposer) : [];
    // The tab went on from the composer's own page to the mail: a message that was begun there goes along, an empty one does not.
    return known
      .filter(
        ({ view, request }) => view !== 'page' || request.mode !== 'new' || request.draftKey !== undefined,
      )
      .map((composer) => (composer.view === 'page' ? { ...composer, view: 'docked' } : composer));
  } catch {
    return [];
  }
}

function isOpenComposer(value: unknown): value is OpenComposer {
  if (typeof value !== 'object' || value === null) return false;
  const { key, view, usedAt, request } = value as Record<string, unknown>;
  const mode = typeof request === 'object' && request !== null && 'mode' in request ? request.mode : null;
  return (
    typeof key === 'string' &&
    typeof usedAt === 'number' &&
    VIEWS.includes(String(view)) &&
    MODES.includes(String(mode))
  );
}
