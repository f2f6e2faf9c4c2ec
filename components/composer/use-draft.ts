// One composer's draft while it is open: every keystroke kept here at once, at the server soon after, on leaving for sure.
import { useCallback, useEffect, useRef, useState } from 'react';
import { DraftSaver, type SaveState } from '@/lib/client/draft-saver';
import {
  draftKeyOfStorage,
  nextEditedAt,
  putDraft,
  putDraftLeaving,
  readLocalDraft,
  type SendIntent,
  writeLocalDraft,
} from '@/lib/client/drafts';
import type { Draft } from '@/lib/contract/compose';
import type { LoadedDraft } from './load-draft';

export type DraftPatch = Partial<Draft> | ((draft: Draft) => Partial<Draft>);

export interface DraftHandle {
  draft: Draft;
  /** The draft after all changes so far, also between renders. */
  current: () => Draft;
  change: (patch: DraftPatch) => void;
  save: SaveState;
  /** False when this browser cannot keep it. */
  keptHere: boolean;
  /** Counts contents that came from elsewhere: the editor starts anew with each. */
  revision: number;
  saver: DraftSaver;
  intent: () => SendIntent | null;
  setIntent: (intent: SendIntent | null) => void;
  /** Whether the server ever had it, or a person typed in it. */
  isTouched: () => boolean;
}

/** Holds the draft that `loaded` starts with. */
export function useDraft(loaded: LoadedDraft): DraftHandle {
  const [draft, setDraft] = useState(loaded.draft);
  const [save, setSave] = useState<SaveState>(
    loaded.savedEditedAt !== null && !loaded.touched
      ? { kind: 'saved', at: loaded.savedEditedAt }
      : { kind: 'untouched' },
  );
  const [keptHere, setKeptHere] = useState(true);
  const [revision, setRevision] = useState(0);
  const held = useRef({
    draft: loaded.draft,
    saved: loaded.savedEditedAt,
    intent: loaded.intent,
    touched: loaded.touched || loaded.savedEditedAt !== null,
  });

  const keep = useCallback(() => {
    const { draft: latest, saved, intent } = held.current;
    setKeptHere(writeLocalDraft({ draft: latest, savedEditedAt: saved, intent }));
  }, []);

  /** A newer version, written in another window. */
  const takeOver = useCallback((newer: Draft, saved: number | null) => {
    held.current = { ...held.current, draft: newer, saved, touched: true };
    setDraft(newer);
    setRevision((count) => count + 1);
  }, []);

  const [saver] = useState(
    () =>
      new DraftSaver({
        put: putDraft,
        onState: setSave,
        onSaved: (version) => {
          held.current.saved = version.editedAt;
          keep();
        },
        onNewer: (newer) => {
          if (newer.editedAt <= held.current.draft.editedAt) return;
          takeOver(newer, newer.editedAt);
          keep();
        },
      }),
  );

  const change = useCallback(
    (patch: DraftPatch) => {
      const before = held.current.draft;
      const values = typeof patch === 'function' ? patch(before) : patch;
      const next = { ...before, ...values, editedAt: nextEditedAt(before.editedAt, Date.now()) };
      held.current.draft = next;
      held.current.touched = true;
      keep();
      setDraft(next);
      saver.edit(next);
    },
    [keep, saver],
  );

  useEffect(() => {
    if (loaded.touched) {
      keep();
      saver.edit(loaded.draft);
    }
    const leave = () => {
      const unsaved = saver.unsaved;
      if (unsaved) putDraftLeaving(unsaved);
    };
    const hide = () => {
      if (document.visibilityState === 'hidden') leave();
    };
    const online = () => void saver.flush();
    const elsewhere = (event: StorageEvent) => {
      if (draftKeyOfStorage(event.key) !== held.current.draft.key) return;
      const other = readLocalDraft(held.current.draft.key);
      if (other && other.draft.editedAt > held.current.draft.editedAt) {
        takeOver(other.draft, other.savedEditedAt);
      }
    };
    window.addEventListener('pagehide', leave);
    window.addEventListener('online', online);
    window.addEventListener('storage', elsewhere);
    document.addEventListener('visibilitychange', hide);
    return () => {
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('online', online);
      window.removeEventListener('storage', elsewhere);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [loaded, keep, saver, takeOver]);

  return {
    draft,
    current: useCallback(() => held.current.draft, []),
    change,
    save,
    keptHere,
    revision,
    saver,
    intent: useCallback(() => held.current.intent, []),
    setIntent: useCallback(
      (intent) => {
        held.current.intent = intent;
        keep();
      },
      [keep],
    ),
    isTouched: useCallback(() => held.current.touched, []),
  };
}
