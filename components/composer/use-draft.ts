// One composer's draft while it is open: every keystroke kept here at once, at the server soon after, on leaving for sure.
import { useCallback, useEffect, useRef, useState } from 'react';
import { DraftSaver, type SaveState } from '@/lib/client/draft-saver';
import { onDraftNews } from '@/lib/client/draft-news';
import {
  getDraft,
  nextEditedAt,
  onLocalDraft,
  putDraft,
  putDraftLeaving,
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
  /** It was sent or discarded in another window, and nothing was typed here since. */
  isGone: boolean;
  /** The writer looks away: IMAP Drafts gets what was typed. */
  lookAway: () => Promise<void>;
  /** Takes over a version that the server made the draft (a restored one). */
  takeOver: (newer: Draft) => void;
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
  const [isGone, setGone] = useState(false);
  const held = useRef({
    draft: loaded.draft,
    saved: loaded.savedEditedAt,
    intent: loaded.intent,
    touched: loaded.touched || loaded.savedEditedAt !== null,
    lookedAway: loaded.touched ? 0 : loaded.draft.editedAt,
  });

  const keep = useCallback(() => {
    const { draft: latest, saved, intent } = held.current;
    void writeLocalDraft({ draft: latest, savedEditedAt: saved, intent }).then(setKeptHere);
  }, []);

  /** A newer version, written in another window. What was typed here and is unsaved still goes to the server, to its history. */
  const takeOver = useCallback((newer: Draft, saved: number | null) => {
    held.current = { ...held.current, draft: newer, saved, touched: true };
    setDraft(newer);
    setRevision((count) => count + 1);
  }, []);

  const takeFromServer = useCallback(
    (newer: Draft) => {
      if (newer.editedAt <= held.current.draft.editedAt) return;
      takeOver(newer, newer.editedAt);
      keep();
    },
    [keep, takeOver],
  );

  const [saver] = useState(
    () =>
      new DraftSaver({
        put: (version) => putDraft(version, held.current.saved),
        onState: setSave,
        onSaved: (version) => {
          held.current.saved = version.editedAt;
          keep();
        },
        onNewer: takeFromServer,
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
      const { draft: latest, saved, lookedAway } = held.current;
      if (saver.stopped || !held.current.touched || lookedAway >= latest.editedAt) return;
      held.current.lookedAway = latest.editedAt;
      putDraftLeaving(latest, saved);
    };
    const hide = () => {
      if (document.visibilityState === 'hidden') leave();
    };
    const online = () => void saver.flush();
    const isMine = (key: string) => key === held.current.draft.key && !saver.stopped;
    const stopHearing = [
      onLocalDraft((other) => {
        if (isMine(other.draft.key) && other.draft.editedAt > held.current.draft.editedAt)
          takeOver(other.draft, other.savedEditedAt);
      }),
      onDraftNews(({ key, editedAt }) => {
        if (!isMine(key) || saver.unsaved) return;
        if (editedAt === null) setGone(true);
        else if (editedAt > held.current.draft.editedAt)
          getDraft(key).then(
            (newer) => !saver.unsaved && takeFromServer(newer),
            () => {
              // Gone or out of reach: the next save settles it.
            },
          );
      }),
    ];
    window.addEventListener('pagehide', leave);
    window.addEventListener('online', online);
    document.addEventListener('visibilitychange', hide);
    return () => {
      for (const stop of stopHearing) stop();
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [loaded, keep, saver, takeFromServer, takeOver]);

  const lookAway = useCallback(async () => {
    const { draft: latest, touched, lookedAway } = held.current;
    if (saver.stopped || !touched || lookedAway >= latest.editedAt) return;
    held.current.lookedAway = latest.editedAt;
    await saver.flush();
    if (saver.stopped || saver.unsaved) return;
    // The server has it; this says that it is wanted in IMAP Drafts now.
    await putDraft(held.current.draft, held.current.saved, true).catch(() => {
      held.current.lookedAway = 0;
    });
  }, [saver]);

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
    isGone,
    lookAway,
    takeOver: takeFromServer,
  };
}
