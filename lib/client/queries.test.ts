import { afterEach, expect, test, vi } from 'vitest';
import { askAgain } from './ask-again';
import { bodyQuery, conversationQuery, keys, makeQueryClient, prefetchConversation } from './queries';

afterEach(() => vi.unstubAllGlobals());

/** A server whose answers wait until they are given; `asked` holds the paths. */
function slowServer() {
  const asked: string[] = [];
  const waiting = new Map<string, (answer: unknown) => void>();
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return new Promise<Response>((resolve) => {
      waiting.set(path, (answer) => resolve(Response.json(answer)));
    });
  });
  return { asked, answer: (path: string, answer: unknown) => waiting.get(path)?.(answer) };
}

const AHEAD = '/api/conversations/7/ahead';
const conversation = (subject: string) => ({ id: 7, subject, messages: [] });

test('what is fetched ahead is there when it is opened, its bodies too, and is not fetched again', async () => {
  const server = slowServer();
  const client = makeQueryClient();
  const fetched = prefetchConversation(client, 7);
  server.answer(AHEAD, { conversation: conversation('Plans'), bodies: [{ messageId: 1 }] });
  await fetched;
  await prefetchConversation(client, 7);
  expect(await client.fetchQuery(conversationQuery(7))).toEqual(conversation('Plans'));
  expect(await client.fetchQuery(bodyQuery(1))).toEqual({ messageId: 1 });
  expect(server.asked).toEqual([AHEAD]);
});

test('whoever opens a conversation does not wait for what was fetched ahead of it', async () => {
  const server = slowServer();
  const client = makeQueryClient();
  const ahead = prefetchConversation(client, 7);
  const opened = client.fetchQuery(conversationQuery(7));
  server.answer('/api/conversations/7', { ...conversation('Plans'), bodies: [] });
  expect(await opened).toEqual(conversation('Plans'));
  server.answer(AHEAD, { conversation: conversation('Older'), bodies: [] });
  await ahead;
  expect(client.getQueryData(conversationQuery(7).queryKey)).toEqual(conversation('Plans'));
});

test('what changed while it was fetched ahead is asked for when it is opened', async () => {
  const server = slowServer();
  const client = makeQueryClient();
  const ahead = prefetchConversation(client, 7);
  const told = askAgain(client, { queryKey: keys.conversation(7) });
  server.answer(AHEAD, { conversation: conversation('Before'), bodies: [] });
  await Promise.all([ahead, told]);
  expect(client.getQueryData(conversationQuery(7).queryKey)).toBeUndefined();
});
