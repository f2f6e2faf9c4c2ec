import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { renewToken } from './renew-token';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A provider that answers the token endpoint with `status` and `body`, and what it was sent. */
async function provider(status: number, body: unknown, methods?: string[], metadata?: string) {
  const asked: { authorization: string | undefined; form: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    let sent = '';
    request.on('data', (chunk: Buffer) => {
      sent += chunk.toString();
    });
    request.on('end', () => {
      if (request.url !== '/token') {
        const document = { token_endpoint: `${url}/token`, token_endpoint_auth_methods_supported: methods };
        return response.end(metadata ?? JSON.stringify(document));
      }
      const { authorization } = request.headers;
      asked.push({ authorization, form: Object.fromEntries(new URLSearchParams(sent)) });
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const wellKnown = `${url}/.well-known/openid-configuration`;
  return { asked, is: { name: 'The club', wellKnown, clientId: 'penny post', clientSecret: 's&cret' } };
}

test('the client shows itself by HTTP Basic, encoded (RFC 6749 2.3.1), and gets both tokens', async () => {
  const { is, asked } = await provider(200, { access_token: 'a2', refresh_token: 'r2', expires_in: '120' });
  const begun = Date.now();
  const renewed = await renewToken(is, 'r1');
  expect(renewed).toMatchObject({ accessToken: 'a2', refreshToken: 'r2' });
  expect(renewed.expiresAt - begun).toBeGreaterThanOrEqual(120_000);
  expect(renewed.expiresAt - begun).toBeLessThan(130_000);
  const { authorization, form } = asked[0]!;
  expect(Buffer.from(authorization!.split(' ')[1]!, 'base64').toString()).toBe('penny%20post:s%26cret');
  expect(form).toEqual({ grant_type: 'refresh_token', refresh_token: 'r1' });
});

test('in the form where the provider wants it so, and without a secret where there is none', async () => {
  const post = await provider(200, { access_token: 'a2' }, ['client_secret_post']);
  expect(await renewToken(post.is, 'r1')).toMatchObject({ accessToken: 'a2', refreshToken: null });
  expect(post.asked[0]).toMatchObject({
    authorization: undefined,
    form: { client_id: 'penny post', client_secret: 's&cret' },
  });
  const open = await provider(200, { access_token: 'a2' });
  await renewToken({ ...open.is, clientSecret: null }, 'r1');
  expect(open.asked[0]!.form).toEqual({
    client_id: 'penny post',
    grant_type: 'refresh_token',
    refresh_token: 'r1',
  });
});

test.each([
  [400, { error: 'invalid_grant' }, 'wrong-password', false],
  [401, { error: 'invalid_client' }, 'connection-lost', true],
  [400, { error: 'invalid_request' }, 'connection-lost', true],
  [500, 'oops', 'connection-lost', true],
  [200, { access_token: '' }, 'connection-lost', true],
  [200, [], 'connection-lost', true],
  [302, '', 'connection-lost', true],
  [200, 'x'.repeat(300_000), 'too-large', false],
])('%d %j is %s, temporary: %s', async (status, body, code, temporary) => {
  const { is } = await provider(status, body);
  await expect(renewToken(is, 'r1')).rejects.toMatchObject({ code, temporary });
});

test.each(['', '<html>', '{"token_endpoint":"nonsense"}', '{"token_endpoint":7}'])(
  'a provider whose metadata is %j is unwell',
  async (metadata) => {
    const { is } = await provider(200, {}, undefined, metadata);
    await expect(renewToken(is, 'r1')).rejects.toMatchObject({ code: 'connection-lost', temporary: true });
  },
);
