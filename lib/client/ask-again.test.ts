import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { askAgain } from './ask-again';

test('what changes while the first answer is on its way is asked for again after it', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const answers: ((text: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ['outbox'],
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
  });
  const stop = observer.subscribe(() => {});
  const asked = askAgain(client, { queryKey: ['outbox'] });
  answers[0]!('before the news');
  await expect.poll(() => answers.length).toBe(2);
  answers[1]!('after it');
  await asked;
  expect(client.getQueryData(['outbox'])).toBe('after it');
  stop();
});
