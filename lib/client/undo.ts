// What z takes back: the last actions, newest first.

/** One action that can be taken back; `undo` answers when the server has done it. */
export interface Undoable {
  id: number;
  text: string;
  undo: () => Promise<void>;
}

const MAX_STEPS = 20;
let steps: Undoable[] = [];
let lastId = 0;

/** Remembers an action for z and for its toast's button; returns its id. */
export function pushUndo(text: string, undo: () => Promise<void>): number {
  lastId += 1;
  steps = [...steps.slice(1 - MAX_STEPS), { id: lastId, text, undo }];
  return lastId;
}

/** Takes an action out of the memory (it was refused, or has been undone by its button). */
export function dropUndo(id: number): Undoable | null {
  const step = steps.find((entry) => entry.id === id) ?? null;
  steps = steps.filter((entry) => entry !== step);
  return step;
}

/** Forgets all actions, and answers them: the last thing done cannot be taken back, and z means that one. */
export function forgetUndo(): Undoable[] {
  const forgotten = steps;
  steps = [];
  return forgotten;
}

/** The newest action, out of the memory; null when there is none. */
export function popUndo(): Undoable | null {
  const step = steps.at(-1);
  return step ? dropUndo(step.id) : null;
}
