// 'Test this account' before it is here: what a form holds, step by step.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { takeAttempt } from '@/lib/auth/attempts';
import { unknownServers } from '@/lib/auth/unknown-servers';
import type { ServerSettings } from '@/lib/contract/account';
import type { CheckRequest } from '@/lib/contract/checkup';
import { domainOf } from '@/lib/contract/mail-domain';
import { AppError } from '@/lib/errors';
import { trustIn } from '@/lib/runtime/admin-hosts';
import { once } from '@/lib/runtime/once';
import { checkLines } from './check-steps';
import { findServersOf } from './find-servers';

const PROTOCOLS = ['imap', 'pop3', 'smtp'] as const;
/** A test knocks at machines that a stranger names: nobody needs many. */
const limiter = once(
  'check-account',
  () => new RateLimiterMemory({ keyPrefix: 'check-account', points: 20, duration: 10 * 60 }),
);

/** Takes one of the tests that there are for a place or a person. Throws 'rate-limited'. */
export async function takeTest(who: string): Promise<void> {
  await limiter.consume(who).catch((error: unknown) => {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new AppError('rate-limited', {
      userMessage: 'Too many tests from here. Try again in ten minutes.',
      temporary: true,
    });
  });
}

/**
 * The steps as lines of JSON (CheckStep), while they happen. A wrong password counts like one at sign-in. Throws AppError before
 * anything is tested: rate-limited, or bad-request when no server is known.
 */
export async function checkAccount(form: CheckRequest, ip: string): Promise<ReadableStream<Uint8Array>> {
  await takeTest(ip);
  const { servers, username } = await serversOf(form, ip);
  const tried = await takeAttempt(username, ip);
  const auth = { kind: 'password' as const, password: form.password };
  const tests = PROTOCOLS.flatMap((protocol) => {
    const server = servers[protocol];
    if (!server) return [];
    return [{ protocol, login: { ...server, username, auth, ...trustIn(server.host) } }];
  });
  return checkLines(tests, () => tried.wasNoGuess());
}

type Servers = Record<(typeof PROTOCOLS)[number], ServerSettings | null>;

/** Those of the form, else the preset, else what is found; POP3 only where the person asks for it. */
async function serversOf(form: CheckRequest, ip: string): Promise<{ servers: Servers; username: string }> {
  const username = form.username || form.address;
  if (form.imap || form.pop3) {
    const { imap = null, pop3 = null, smtp = null } = form;
    return { servers: { imap, pop3, smtp }, username };
  }
  const found = await findServersOf(form.address, ip);
  if (!found)
    throw new AppError('bad-request', {
      userMessage: unknownServers(domainOf(form.address) ?? '', "Enter them under 'Other server'."),
      field: 'imapHost',
    });
  const servers = { ...found, pop3: found.imap ? null : found.pop3 };
  return { servers, username: form.username || found.username };
}
