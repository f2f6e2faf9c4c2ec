// The one way to get something from an address of the web that we did not choose: guarded, without cookies or referrer, bounded.
import { Agent, type Dispatcher, fetch } from 'undici';
import { AppError } from '@/lib/errors';
import { type Allow, allowNone, guardedLookup, isPrivateLiteral, privateHost } from './guard';

/** What is asked for and how much of it is taken. */
export interface FetchOptions {
  accept: string;
  maxOctets: number;
  /** For everything: all redirects, and the last octet. */
  timeoutMs: number;
  maxRedirects: number;
  httpsOnly?: boolean;
  allow?: Allow;
  /** Another way to connect, for tests. */
  dispatcher?: Dispatcher;
  /** Sends a form (RFC 6749 4.1.3); not sent on to a redirect. */
  form?: URLSearchParams;
  authorization?: string;
}

/** The answer, whole. `type` is the media type in lower case without parameters. */
export interface Fetched {
  status: number;
  type: string;
  bytes: Buffer;
}

const agents = new WeakMap<Allow, Agent>();

/** Connections are kept for each rule of their own: what one rule allowed must not serve another. */
function agentFor(allow: Allow, timeoutMs: number): Agent {
  const agent =
    agents.get(allow) ?? new Agent({ connect: { lookup: guardedLookup(allow), timeout: timeoutMs } });
  agents.set(allow, agent);
  return agent;
}

/**
 * Gets `address`; each redirect is checked like the first address. Throws AppError: bad-request for an address that is not allowed,
 * too-large, timed-out or connection-lost. Any status is an answer.
 */
export async function guardedFetch(address: string, options: FetchOptions): Promise<Fetched> {
  const allow = options.allow ?? allowNone;
  const dispatcher = options.dispatcher ?? agentFor(allow, options.timeoutMs);
  const signal = AbortSignal.timeout(options.timeoutMs);
  const { form } = options;
  let url = mustBeWeb(address, options, allow);
  for (let hop = 0; ; hop++) {
    try {
      const response = await fetch(url, {
        dispatcher,
        signal,
        redirect: 'manual',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        ...(form ? { method: 'POST', body: form } : {}),
        headers: {
          accept: options.accept,
          ...(options.authorization ? { authorization: options.authorization } : {}),
        },
      });
      const next = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && next && !form) {
        await response.body?.cancel();
        if (hop >= options.maxRedirects) throw notAllowed('Too many redirects.');
        url = mustBeWeb(URL.canParse(next, url) ? new URL(next, url).href : '', options, allow);
        continue;
      }
      return {
        status: response.status,
        type: response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '',
        bytes: await readAll(response.body as AsyncIterable<Uint8Array> | null, options.maxOctets),
      };
    } catch (error) {
      throw asAppError(error, url.hostname);
    }
  }
}

async function readAll(body: AsyncIterable<Uint8Array> | null, maxOctets: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let octets = 0;
  for await (const chunk of body ?? []) {
    octets += chunk.length;
    // Leaving the loop cancels the rest.
    if (octets > maxOctets) throw new AppError('too-large', { userMessage: 'The answer is too large.' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function mustBeWeb(address: string, { httpsOnly }: FetchOptions, allow: Allow): URL {
  if (!URL.canParse(address)) throw notAllowed('This is not the address of a web page.');
  const url = new URL(address);
  const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && !httpsOnly);
  if (!isWeb || url.username !== '' || url.password !== '')
    throw notAllowed('This address may not be asked.');
  // A literal address needs no look-up, so it is checked here.
  if (isPrivateLiteral(url.hostname) && !allow(url.hostname)) throw privateHost(url.hostname);
  return url;
}

const notAllowed = (userMessage: string) => new AppError('bad-request', { userMessage });

/** undici wraps what the look-up threw as the cause of its own error, sometimes among others. */
function asAppError(error: unknown, host: string): AppError {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause)
    if (inner.name === 'AppError') return inner as AppError;
  if (error instanceof Error && error.name === 'TimeoutError')
    return new AppError('timed-out', { userMessage: `${host} did not answer in time.`, temporary: true });
  return new AppError('connection-lost', {
    userMessage: `Could not reach ${host}.`,
    temporary: true,
    cause: error,
  });
}
