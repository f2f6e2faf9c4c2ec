// Runs a test on the server and gives each step as it arrives.
import type { CheckStep } from '@/lib/contract/checkup';

/** Posts `body` to `path`. Throws an Error with the server's sentence when there is no test. */
export async function* runCheck(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<CheckStep> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  if (!answer.ok || !answer.body) {
    const failure = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
    throw new Error(failure?.error?.message ?? '');
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? '')).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield JSON.parse(line) as CheckStep;
    if (done) return;
  }
}
