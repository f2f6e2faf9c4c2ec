import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Draft, SendRequest } from '@/lib/contract/compose';
import { emptyDraft, type SendIntent } from './drafts';
import { EarlierSentError, sendDraft } from './send';

/** A server without an undo window: what is sent without a time leaves at once. */
interface Item {
  id: number;
  subject: string;
  state: 'held' | 'sent' | 'cancelled';
}
let items: Map<string, Item>;
let isOffline: boolean;
/** Answers to what is not there yet: a status by subject. */
let refused: Record<string, number>;
/** The status that taking back is answered with; null: it is done. */
let refusedCancel: number | null;
let open: SendIntent | null;
const remember = (intent: SendIntent | null) => {
  open = intent;
};

function answer(path: string, body: unknown): { status: number; body: unknown } {
  const cancelled = /^\/api\/outbox\/(\d+)\/cancel$/u.exec(path);
  if (cancelled) {
    const item = [...items.values()].find(({ id }) => id === Number(cancelled[1]))!;
    if (refusedCancel !== null)
      return {
        status: refusedCancel,
        body: { error: { code: refusedCancel === 507 ? 'disk' : 'x', message: 'No.' } },
      };
    if (item.state === 'sent') return { status: 400, body: { error: { code: 'bad-request', message: '' } } };
    item.state = 'cancelled';
    return { status: 200, body: draft };
  }
  const request = SendRequest.parse(body);
  const isLater = (request.sendAt ?? 0) > Date.now();
  const refusal = items.has(request.idempotencyKey) ? undefined : refused[request.draft.subject];
  if (refusal)
    return { status: refusal, body: { error: { code: refusal === 507 ? 'disk' : 'x', message: 'No.' } } };
  const item: Item = items.get(request.idempotencyKey) ?? {
    id: items.size + 1,
    subject: request.draft.subject,
    state: isLater ? 'held' : 'sent',
  };
  items.set(request.idempotencyKey, item);
  return { status: 200, body: item };
}

beforeEach(() => {
  items = new Map();
  isOffline = false;
  refused = {};
  refusedCancel = null;
  open = null;
  vi.stubGlobal('fetch', (path: string, { body }: { body: string | null }) => {
    if (isOffline) return Promise.reject(new TypeError('Failed to fetch'));
    const said = answer(path, body && JSON.parse(body));
    return Promise.resolve(new Response(JSON.stringify(said.body), { status: said.status }));
  });
});
afterEach(() => vi.unstubAllGlobals());

const draft: Draft = { ...emptyDraft('0123456789abcdef', 1, 1000), subject: 'old' };
const corrected: Draft = { ...draft, subject: 'corrected', editedAt: 2000 };
const left = () => [...items.values()].filter(({ state }) => state === 'sent').map(({ subject }) => subject);

test('a send that never arrived, corrected and sent again: only the corrected text leaves', async () => {
  isOffline = true;
  await expect(sendDraft(draft, null, remember)).rejects.toThrow();
  expect(open).toMatchObject({ draft });
  isOffline = false;
  await sendDraft(corrected, open, remember);
  expect(left()).toEqual(['corrected']);
  expect(open).toBeNull();
});

test('a send that arrived and left, though no answer came: the corrected text does not follow it', async () => {
  await sendDraft(draft, null, (intent) => {
    if (intent) open = intent;
  });
  await expect(sendDraft(corrected, open, remember)).rejects.toThrow(EarlierSentError);
  expect(left()).toEqual(['old']);
});

test('the same text sent again is the same send, and is not held', async () => {
  isOffline = true;
  await expect(sendDraft(draft, null, remember)).rejects.toThrow();
  isOffline = false;
  const unanswered = open;
  await sendDraft(draft, unanswered, remember);
  await sendDraft(draft, unanswered, remember);
  expect(left()).toEqual(['old']);
});

test.each([400, 404, 413, 422])(
  'a send that never arrived and is refused for good (%i) does not hold up the corrected text',
  async (status) => {
    isOffline = true;
    await expect(sendDraft(draft, null, remember)).rejects.toThrow();
    isOffline = false;
    refused = { old: status };
    await sendDraft(corrected, open, remember);
    expect(left()).toEqual(['corrected']);
    expect(open).toBeNull();
  },
);

test.each([401, 429, 500, 507])(
  'as long as nobody knows whether the earlier text has left (%i), the corrected one waits',
  async (status) => {
    isOffline = true;
    await expect(sendDraft(draft, null, remember)).rejects.toThrow();
    isOffline = false;
    refused = { old: status };
    await expect(sendDraft(corrected, open, remember)).rejects.toMatchObject({ status });
    expect(left()).toEqual([]);
    expect(open).toMatchObject({ draft });
  },
);

test('a server without room on its disk has not taken the text, and says so', async () => {
  refused = { old: 507 };
  await expect(sendDraft(draft, null, remember)).rejects.toMatchObject({ status: 507 });
  expect(open).toBeNull();
  refused = {};
  await sendDraft(corrected, open, remember);
  expect(left()).toEqual(['corrected']);
});

test.each([401, 429, 507])(
  'an earlier text that cannot be taken back just now (%i) stays known, and is not said to have left',
  async (status) => {
    isOffline = true;
    await expect(sendDraft(draft, null, remember)).rejects.toThrow();
    isOffline = false;
    refusedCancel = status;
    const failure = await sendDraft(corrected, open, remember).catch((error: unknown) => error);
    expect(failure).not.toBeInstanceOf(EarlierSentError);
    expect(open).not.toBeNull();
    refusedCancel = null;
    await sendDraft(corrected, open, remember);
    expect(left()).toEqual(['corrected']);
  },
);
