import type { APIResponse } from '@playwright/test';
import { expect, signInByApi, test } from './fixtures';

interface ErrorBody {
  error: { code: string; message: string; field?: string };
}
const errorOf = async (answer: APIResponse) => ((await answer.json()) as ErrorBody).error;

test('nobody gets anything without signing in', async ({ request }) => {
  for (const path of [
    '/api/folders',
    '/api/conversations?folderId=1',
    '/api/messages/1/body',
    '/api/events',
    '/api/outbox',
  ]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(401);
    expect((await errorOf(answer)).code).toBe('not-signed-in');
  }
});

test("another person's ids look like ids that do not exist", async ({
  page,
  browser,
  lab,
  user,
  deliver,
}) => {
  await deliver({ subject: 'Private' });
  await signInByApi(page, user);
  type Folders = { accounts: { id: number }[]; folders: { id: number; role: string; total: number }[] };
  const mine = async () => (await (await page.request.get('/api/folders')).json()) as Folders;
  await expect.poll(async () => (await mine()).folders.find(({ role }) => role === 'inbox')?.total).toBe(1);
  const { accounts, folders } = await mine();
  const inbox = folders.find(({ role }) => role === 'inbox')!.id;
  const { rows } = (await (await page.request.get(`/api/conversations?folderId=${inbox}`)).json()) as {
    rows: { id: number }[];
  };
  const conversation = rows[0]!.id;
  const { messages } = (await (await page.request.get(`/api/conversations/${conversation}`)).json()) as {
    messages: { id: number }[];
  };
  const message = messages[0]!.id;

  const stranger = await browser.newPage();
  await signInByApi(stranger, await lab.createUser());
  const { request } = stranger;
  const draft = {
    key: 'draft-0000-0001',
    accountId: accounts[0]!.id,
    mode: 'new',
    originalId: null,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: null,
    text: '',
    uploads: [],
    editedAt: 1,
  };
  const attempts: [string, () => Promise<APIResponse>][] = [
    ['list', () => request.get(`/api/conversations?folderId=${inbox}`)],
    ['conversation', () => request.get(`/api/conversations/${conversation}`)],
    ['body', () => request.get(`/api/messages/${message}/body`)],
    ['html', () => request.get(`/api/messages/${message}/html`)],
    ['source', () => request.get(`/api/messages/${message}/source`)],
    ['part', () => request.get(`/api/messages/${message}/parts/1`)],
    ['preview', () => request.get(`/api/messages/${message}/parts/1/preview`)],
    ['image', () => request.get(`/api/messages/${message}/images?url=https://example.org/a.png`)],
    ['reply', () => request.get(`/api/drafts/for?messageId=${message}&mode=reply`)],
    [
      'organize',
      () =>
        request.post('/api/organize', {
          data: { action: 'trash', folderId: inbox, conversationIds: [conversation] },
        }),
    ],
    ['rename', () => request.patch(`/api/folders/${inbox}`, { data: { name: 'Mine' } })],
    ['delete', () => request.delete(`/api/folders/${inbox}`)],
    ['open', () => request.post(`/api/folders/${inbox}/open`)],
    ['empty', () => request.post(`/api/folders/${inbox}/empty`)],
    ['draft', () => request.put('/api/drafts/draft-0000-0001', { data: draft })],
    [
      'send',
      () =>
        request.post('/api/send', {
          data: { draft: { ...draft, to: [{ name: '', address: 'a@b.c' }] }, idempotencyKey: 'key-12345678' },
        }),
    ],
    [
      'new folder',
      () => request.post('/api/folders', { data: { accountId: accounts[0]!.id, parentId: null, name: 'X' } }),
    ],
    ['cancel', () => request.post('/api/outbox/1/cancel')],
  ];
  for (const [name, attempt] of attempts) expect((await attempt()).status(), name).toBe(404);
  const search = (await (await request.get('/api/search?q=Private')).json()) as { rows: unknown[] };
  expect(search.rows).toEqual([]);
  const sameFolder = await request.get(`/api/search?q=Private&folderId=${inbox}`);
  expect(sameFolder.status()).toBe(404);
  await stranger.close();
});

test('wrong types are answered with the field at fault', async ({ page, user }) => {
  await signInByApi(page, user);
  const { request } = page;
  const cases: [() => Promise<APIResponse>, string][] = [
    [() => request.get('/api/conversations?folderId=abc'), 'folderId'],
    [() => request.get('/api/conversations'), 'folderId'],
    [() => request.post('/api/organize', { data: { action: 'explode', folderId: 1 } }), 'action'],
    [
      () => request.post('/api/organize', { data: { action: 'move', folderId: 1, messageIds: [1] } }),
      'targetFolderId',
    ],
    [
      () => request.post('/api/organize', { data: { action: 'read', folderId: 1, messageIds: ['x'] } }),
      'messageIds.0',
    ],
    [() => request.post('/api/folders', { data: { accountId: 1, parentId: null, name: '' } }), 'name'],
    [() => request.post('/api/send', { data: { idempotencyKey: 'key-12345678' } }), 'draft'],
    [
      () =>
        request.post('/api/organize', {
          headers: { 'content-type': 'application/json' },
          data: Buffer.from('{'),
        }),
      'body',
    ],
  ];
  for (const [attempt, field] of cases) {
    const answer = await attempt();
    expect(answer.status(), field).toBe(400);
    expect((await errorOf(answer)).field).toBe(field);
  }
});

test('a request larger than anything it can mean is refused unread', async ({ request }) => {
  const answer = await request.post('/api/find-servers', { data: { address: 'x'.repeat(100_000) } });
  expect(answer.status()).toBe(413);
});

test('a request from another site is refused', async ({ page, user }) => {
  await signInByApi(page, user);
  const answer = await page.request.post('/api/sign-out', {
    data: { forget: true },
    headers: { origin: 'https://evil.example' },
  });
  expect(answer.status()).toBe(400);
});

test('guessing passwords is slowed after five failures', async ({ page, user }) => {
  const { request } = page;
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  const codes: string[] = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    const form = { csrfToken, json: 'true', address: user.address, password: 'wrong' };
    const answer = await request.post('/api/auth/callback/credentials', { form });
    expect(answer.status()).toBe(401);
    const { url } = (await answer.json()) as { url: string };
    codes.push((JSON.parse(new URL(url).searchParams.get('error')!) as { code: string }).code);
  }
  expect(codes).toEqual([...Array(5).fill('wrong-password'), 'rate-limited', 'rate-limited']);
});

test('an image of a private address is not fetched', async ({ page, user, deliver }) => {
  await deliver({ subject: 'Pictures' });
  await signInByApi(page, user);
  type Folders = { folders: { id: number; role: string; total: number }[] };
  const inbox = async () =>
    ((await (await page.request.get('/api/folders')).json()) as Folders).folders.find(
      ({ role }) => role === 'inbox',
    );
  await expect.poll(async () => (await inbox())?.total).toBe(1);
  const { rows } = (await (
    await page.request.get(`/api/conversations?folderId=${(await inbox())!.id}`)
  ).json()) as { rows: { id: number }[] };
  const { messages } = (await (await page.request.get(`/api/conversations/${rows[0]!.id}`)).json()) as {
    messages: { id: number }[];
  };
  for (const url of [
    'http://127.0.0.1:1/a.png',
    'http://[::1]/a.png',
    'http://169.254.169.254/latest',
    'http://localhost/a.png',
    'file:///etc/passwd',
    'http://0x7f000001/',
  ]) {
    const answer = await page.request.get(
      `/api/messages/${messages[0]!.id}/images?url=${encodeURIComponent(url)}`,
    );
    expect(answer.status(), url).toBe(400);
  }
});

test('the health page tells version and state to everybody, and names nobody', async ({ request, user }) => {
  const answer = await request.get('/api/health');
  expect(answer.status()).toBe(200);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    status: 'ok',
    store: 'ok',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/u),
  });
  expect(text).not.toContain(user.address);
});
