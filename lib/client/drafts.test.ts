import { describe, expect, it } from 'vitest';
import { decodeLocalDraft, emptyDraft, isBlank, isUnsaved, newerDraft, nextEditedAt } from './drafts';

const draft = emptyDraft('0123456789abcdef', 1, 1000);

describe('drafts in the browser', () => {
  it('let the last keystroke win, and keep mine when both are as old', () => {
    const mine = { ...draft, subject: 'mine' };
    const theirs = { ...draft, subject: 'theirs' };
    expect(newerDraft(mine, { ...theirs, editedAt: 1001 })?.subject).toBe('theirs');
    expect(newerDraft({ ...mine, editedAt: 1001 }, theirs)?.subject).toBe('mine');
    expect(newerDraft(mine, theirs)?.subject).toBe('mine');
    expect(newerDraft(null, theirs)?.subject).toBe('theirs');
    expect(newerDraft(null, null)).toBeNull();
  });

  it('count keystrokes forward though the clock was set back', () => {
    expect(nextEditedAt(1000, 2000)).toBe(2000);
    expect(nextEditedAt(1000, 500)).toBe(1001);
  });

  it('are blank until something is typed', () => {
    expect(isBlank(draft)).toBe(true);
    expect(isBlank({ ...draft, text: ' \n' })).toBe(true);
    expect(isBlank({ ...draft, bcc: [{ name: '', address: 'x' }] })).toBe(false);
    expect(isBlank({ ...draft, subject: 'x' })).toBe(false);
  });

  it('are unsaved until the server has this version', () => {
    expect(isUnsaved({ draft, savedEditedAt: null, intent: null })).toBe(true);
    expect(isUnsaved({ draft, savedEditedAt: 999, intent: null })).toBe(true);
    expect(isUnsaved({ draft, savedEditedAt: 1000, intent: null })).toBe(false);
  });

  it('come back from storage as they were, with a send that was not answered', () => {
    const local = { draft, savedEditedAt: 5, intent: { idempotencyKey: 'abcdefgh', draft } };
    expect(decodeLocalDraft(structuredClone(local))).toEqual(local);
  });

  it.each([undefined, null, '', 1, [], { draft: { key: 'short' } }])(
    'are nothing when storage holds %j',
    (stored) => {
      expect(decodeLocalDraft(stored)).toBeNull();
    },
  );
});
