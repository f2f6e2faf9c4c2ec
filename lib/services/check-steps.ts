// The steps of a test as lines of JSON (CheckStep), while they happen: each server from its name to its mail.
import type { CheckStep } from '@/lib/contract/checkup';
import { checkServer } from '@/lib/providers/checkup/check-server';
import type { ServerLogin } from '@/lib/providers/types';
import { isAdminHost } from '@/lib/runtime/admin-hosts';
import { log } from '@/lib/runtime/log';

const STEP_MS = 10_000;

/** One server to test, and how to enter it. */
export interface ServerTest {
  protocol: CheckStep['protocol'];
  login: ServerLogin;
}

/**
 * Tests one server after the other until a log-in fails: the other servers mostly have the same password, and trying it there as well
 * would only count twice. `onDone` is called when none failed.
 */
export function checkLines(tests: ServerTest[], onDone?: () => Promise<void>): ReadableStream<Uint8Array> {
  return toLines(steps(tests, onDone));
}

async function* steps(tests: ServerTest[], onDone?: () => Promise<void>): AsyncGenerator<CheckStep> {
  for (const { protocol, login } of tests) {
    const { host, port, security, allowSelfSigned } = login;
    const server = { host, port, security };
    const target = { protocol, server, allow: isAdminHost, allowSelfSigned, timeoutMs: STEP_MS };
    for await (const step of checkServer(target, login)) {
      yield step;
      if (step.step === 'login' && step.outcome === 'failed') return;
    }
  }
  await onDone?.();
}

function toLines(from: AsyncGenerator<CheckStep>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const { value, done } = await from.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      } catch (error) {
        log.error({ error: String(error) }, 'check account');
        controller.close();
      }
    },
    // Who leaves ends the test: the generator's own clean-up closes its connection.
    cancel: () => void from.return(undefined),
  });
}
