import { expect, test } from './fixtures';
import { startServer } from '@/scripts/lab/server';
import { startLab } from '@/scripts/lab/lab';
import { generateMailbox } from '@/scripts/lab/generate';
import { Client } from '@/scripts/bench/client';
import { until } from '@/scripts/bench/figures';

const hostile: [string, string][] = [
  [
    'Broken MIME',
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="never"\r\n\r\n--other\r\nno part here',
  ],
  ['NUL byte', 'Content-Type: text/plain\r\n\r\nbefore\0after'],
  [
    'Unknown charset',
    'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=x-klingon\r\nContent-Transfer-Encoding: 8bit\r\n\r\nnuqneH \u00e9',
  ],
  ['Year zero', 'Date: Mon, 00 Jan 0000 00:00:00 +0000\r\n\r\nOld.'],
  [
    'Deep',
    `MIME-Version: 1.0\r\n${Array.from({ length: 60 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('')}Content-Type: text/plain\r\n\r\nbottom`,
  ],
  [
    'Many recipients',
    `To: ${Array.from({ length: 10_000 }, (_, n) => `p${n}@example.org`).join(',\r\n ')}\r\n\r\nAll of you.`,
  ],
];

test('of ten thousand recipients the details say that they list the first; an answer to all goes to all', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  const everyone = Array.from({ length: 10_000 }, (_, n) => `p${n}@example.org`);
  const letter = `From: Ben <ben@outside.test>\r\nSubject: All of you\r\nTo: ${everyone.join(',\r\n ')}\r\n\r\nHello.\r\n`;
  await lab.append(user, 'INBOX', Buffer.from(letter));
  await signIn();
  await page.getByRole('row', { name: /All of you/u }).click();
  await page.getByRole('button', { name: /^to p0/u }).click();
  const details = page.getByRole('article').getByRole('definition').filter({ hasText: 'p999@example.org' });
  await expect(page.getByText('only the first 1,000 are listed here')).toBeInViewport({ ratio: 1 });
  await expect(details).not.toContainText('p1000@example.org');
  await page.keyboard.press('a');
  await expect(page.getByRole('list', { name: 'Cc: recipients' })).toContainText('p0@example.org');
  await expect(page.getByText('9,988 more')).toBeInViewport({ ratio: 1 });
});

test('odd and hostile messages open or say what is wrong; their source is always there', async ({
  page,
  signIn,
  lab,
  user,
}) => {
  for (const [subject, rest] of hostile)
    await lab.append(
      user,
      'INBOX',
      Buffer.from(
        `Subject: ${subject}\r\nFrom: odd@outside.test\r\nMessage-ID: <${subject.replace(/ /gu, '')}@x>\r\n${rest}\r\n`,
        'utf8',
      ),
    );
  await lab.append(user, 'INBOX', Buffer.from('\r\nno headers at all, only text\r\n'));
  await signIn();
  for (const [subject] of hostile) {
    await page.getByRole('row', { name: new RegExp(subject, 'u') }).click();
    await expect(page.getByRole('heading', { name: subject })).toBeVisible();
    await expect(
      page.locator('[data-body="shown"]').or(page.getByText('could not be read')).first(),
    ).toBeVisible();
    const message = await page.getByRole('article').getAttribute('data-message');
    const source = await page.request.get(`/api/messages/${message}/source`);
    expect(await source.text()).toContain(`Subject: ${subject}`);
  }
  await page
    .getByRole('row', { name: /no subject/u })
    .first()
    .click();
  await expect(page.getByText(/no headers at all|has no text/u).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'to (no recipient)' })).toBeVisible();
});

test('a 30 MB attachment streams through unchanged', async ({ page, signIn, lab, user }) => {
  const bytes = Buffer.alloc(30 * 1024 * 1024, 'Pennypost! ');
  const encoded = bytes.toString('base64').replace(/(.{76})/gu, '$1\r\n');
  await lab.append(
    user,
    'INBOX',
    `Subject: Huge\r\nFrom: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=huge.bin\r\nContent-Disposition: attachment; filename=huge.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`,
  );
  await signIn();
  await page.getByRole('row', { name: /Huge/u }).click();
  const href = (await page.getByRole('link', { name: 'Download huge.bin' }).getAttribute('href'))!;
  const body = await (await page.request.get(href)).body();
  expect(body.length).toBe(bytes.length);
  expect(body.equals(bytes)).toBe(true);
});

test('a file above the limit is refused with a clear sentence', async ({ page, signIn }) => {
  await signIn();
  const answer = await page.request.post('/api/uploads', {
    data: { name: 'big.bin', type: 'application/octet-stream', size: 26 * 1024 * 1024, contentId: null },
  });
  expect(answer.status()).toBe(413);
  expect(await answer.text()).toContain('a message can carry up to 25 MB');
});

test('kill -9 while indexing, while a change waits and while sending loses nothing and sends nothing twice', async () => {
  test.setTimeout(180_000);
  const lab = await startLab();
  const server = await startServer(lab);
  try {
    const [user, ben] = [await lab.createUser(), await lab.createUser()];
    lab.fillMaildir(user, 'INBOX', generateMailbox({ count: 4000, seed: 7 }));
    const client = new Client(server.url);
    await client.signIn(user);
    await until(async () => ((await client.inbox())?.total ?? 0) > 300, 20);
    await server.kill();
    await server.start();
    const inbox = await until(
      async () => {
        const now = await client.inbox().catch(() => null);
        return now?.progress === null && now.total === 4000 ? now : null;
      },
      100,
      60_000,
    );

    // A change that the mail server cannot take yet waits through the crash.
    await lab.kill();
    const { rows } = await client.list(inbox.id);
    const organize = {
      action: 'star',
      folderId: inbox.id,
      conversationIds: rows.slice(0, 3).map(({ id }) => id),
    };
    await client.json('/api/organize', { method: 'POST', body: JSON.stringify(organize) });
    const before = (await client.list(inbox.id)).rows.filter(({ starred }) => starred).length;
    await server.kill();
    await lab.start();
    await server.start();
    expect((await client.list(inbox.id)).rows.filter(({ starred }) => starred).length).toBe(before);
    const other = await lab.connectImap(user);
    await other.mailboxOpen('INBOX');
    const flagged = generateMailbox({ count: 4000, seed: 7 });
    const own = [...flagged].filter((message) => message.flagged).length;
    await expect
      .poll(async () => ((await other.search({ flagged: true })) || []).length, { timeout: 40_000 })
      .toBeGreaterThan(own);
    await other.logout();

    // Messages in the queue: crash at once, several times, until all have left.
    const { accounts } = await client.json<{ accounts: { id: number }[] }>('/api/folders');
    const count = 5;
    for (let mail = 0; mail < count; mail++) {
      const draft = {
        key: `crash-0000-${mail}`,
        accountId: accounts[0]!.id,
        mode: 'new',
        originalId: null,
        to: [{ name: '', address: ben.address }],
        cc: [],
        bcc: [],
        subject: `Crash ${mail}`,
        html: null,
        text: 'once',
        uploads: [],
        editedAt: Date.now(),
      };
      const body = JSON.stringify({ draft, idempotencyKey: `crash-key-${mail}` });
      await client.json('/api/send', { method: 'POST', body });
      await client.json('/api/send', { method: 'POST', body });
    }
    for (let crash = 0; crash < 4; crash++) {
      await new Promise((resolve) => setTimeout(resolve, 3000 + crash * 10));
      await server.kill();
      await server.start();
    }
    type Item = { state: string; subject: string };
    const settled = await until(
      async () => {
        const items = await client.json<Item[]>('/api/outbox').catch(() => []);
        return items.length === count &&
          items.every(({ state }) => ['sent', 'filed', 'unclear'].includes(state))
          ? items
          : null;
      },
      500,
      90_000,
    );
    const reader = await lab.connectImap(ben);
    const arrived: string[] = [];
    await reader.mailboxOpen('INBOX');
    for await (const message of reader.fetch('1:*', { envelope: true }))
      arrived.push(message.envelope?.subject ?? '');
    await reader.logout();
    expect(new Set(arrived).size, 'nothing twice').toBe(arrived.length);
    for (const { state, subject } of settled) if (state !== 'unclear') expect(arrived).toContain(subject);
  } finally {
    await server.remove();
    await lab.close();
  }
});
