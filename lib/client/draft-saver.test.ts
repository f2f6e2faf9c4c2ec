import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '@/lib/contract/compose';
import { ClientError } from './api';
import { DraftSaver, type SaveState } from './draft-saver';
import { emptyDraft } from './drafts';

const version = (editedAt: number): Draft => emptyDraft('0123456789abcdef', 1, editedAt);

/** A saver whose requests are answered by hand. */
function setUp() {
  const requests: { draft: Draft; answer: (kept?: Draft) => void; fail: (error: Error) => void }[] = [];
  const states: SaveState[] = [];
  const newer: Draft[] = [];
  const saver = new DraftSaver({
    put: (draft) =>
      new Promise((resolve, reject) =>
        requests.push({ draft, answer: (kept) => resolve(kept ?? draft), fail: reject }),
      ),
    onState: (state) => states.push(state),
    onSaved: () => {},
    onNewer: (draft) => newer.push(draft),
  });
  return { saver, requests, states, newer };
}

describe('saving a draft at the server', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits for a pause, but never two seconds', async () => {
    const { saver, requests } = setUp();
    for (let n = 0; n < 10; n++) {
      saver.edit(version(n));
      await vi.advanceTimersByTimeAsync(199);
    }
    expect(requests.length).toBe(1);
  });

  it('has one request on its way and saves the last version after it', async () => {
    const { saver, requests, states } = setUp();
    saver.edit(version(1));
    await vi.advanceTimersByTimeAsync(1000);
    saver.edit(version(2));
    await vi.advanceTimersByTimeAsync(5000);
    expect(requests).toHaveLength(1);
    requests[0]!.answer();
    await vi.advanceTimersByTimeAsync(1000);
    expect(requests.map(({ draft }) => draft.editedAt)).toEqual([1, 2]);
    expect(states.at(-1)).toEqual({ kind: 'waiting' });
    requests[1]!.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)?.kind).toBe('saved');
  });

  it('says why it failed and tries again by itself', async () => {
    const { saver, requests, states } = setUp();
    saver.edit(version(1));
    await vi.advanceTimersByTimeAsync(1000);
    requests[0]!.fail(new ClientError(0, 'unreachable', 'No network.'));
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toEqual({ kind: 'failed', text: 'No network.' });
    await vi.advanceTimersByTimeAsync(3000);
    expect(requests).toHaveLength(2);
    requests[1]!.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)?.kind).toBe('saved');
  });

  it('stops only when nothing is on its way, and saves nothing after that', async () => {
    const { saver, requests } = setUp();
    saver.edit(version(1));
    await vi.advanceTimersByTimeAsync(1000);
    let stopped = false;
    const done = saver.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stopped).toBe(false);
    requests[0]!.answer();
    await done;
    saver.edit(version(2));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(requests).toHaveLength(1);
  });

  it('hands over a newer version that the server keeps', async () => {
    const { saver, requests, newer } = setUp();
    saver.edit(version(1));
    await vi.advanceTimersByTimeAsync(1000);
    requests[0]!.answer(version(9));
    await vi.advanceTimersByTimeAsync(0);
    expect(newer.map(({ editedAt }) => editedAt)).toEqual([9]);
  });

  it('saves at once when asked', async () => {
    const { saver, requests } = setUp();
    saver.edit(version(1));
    void saver.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toHaveLength(1);
  });
});
