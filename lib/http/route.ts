// Every API route: session, input, one service call, answer; errors become JSON with a sentence and the field at fault.
import type { z } from 'zod';
import { requireSession, type Session } from '@/lib/auth/session';
import { AppError, isAppError, notFound } from '@/lib/errors';
import { env } from '@/lib/runtime/env';
import { diskError } from '@/lib/runtime/disk-error';
import { log } from '@/lib/runtime/log';

/** What a route gets. */
export interface Context<Q, B> extends Session {
  request: Request;
  /** Ids of the path, positive integers. */
  id: (name: string) => number;
  /** Other pieces of the path. */
  param: (name: string) => string;
  query: Q;
  body: B;
}

type Handler = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** The largest is a draft with a long quotation; files do not come this way. */
const MAX_OCTETS = 16 * 1024 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };

/** Makes a route handler. A returned Response goes out as it is, anything else as JSON. */
export function route<Q extends z.ZodType = z.ZodType<undefined>, B extends z.ZodType = z.ZodType<undefined>>(
  schemas: { query?: Q; body?: B },
  run: (context: Context<z.output<Q>, z.output<B>>) => Promise<unknown>,
): Handler {
  return async (request, segment) => {
    try {
      mustBeOurs(request);
      const session = await requireSession();
      const params = await segment.params;
      const url = new URL(request.url);
      const query = schemas.query ? parse(schemas.query, Object.fromEntries(url.searchParams)) : undefined;
      const body = schemas.body ? await readBody(schemas.body, request, MAX_OCTETS) : undefined;
      const result = await run({
        ...session,
        request,
        id: (name) => toId(params[name]),
        param: (name) => params[name] ?? '',
        query: query as z.output<Q>,
        body: body as z.output<B>,
      });
      if (result instanceof Response) return result;
      return Response.json(result ?? {}, { headers: NO_STORE });
    } catch (error) {
      return errorResponse(error, request);
    }
  };
}

/** An error as JSON. What we did not foresee is logged and told without details. */
export function errorResponse(error: unknown, request: Request): Response {
  const known = isAppError(error)
    ? error
    : (diskError(error) ??
      new AppError('internal', {
        userMessage: 'Pennypost could not do this just now. Try again in a moment.',
      }));
  if (known.code === 'internal' || known.code === 'disk') {
    const { pathname } = new URL(request.url);
    log.error(
      { path: pathname, error: error instanceof Error ? error.stack : String(error) },
      'request failed',
    );
  }
  const { code, userMessage: message, field, status } = known;
  return Response.json(
    { error: { code, message, ...(field ? { field } : {}) } },
    { status, headers: NO_STORE },
  );
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  // A key that nobody knows stands beside the path, not on it.
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const field = [...issue.path, ...unknown].join('.');
  throw new AppError('bad-request', {
    userMessage: field ? `${field}: ${issue.message}` : issue.message,
    field,
  });
}

/** The JSON of a request, checked. Throws 'bad request' naming the field, 'too-large' above `maxOctets`. */
export async function readBody<S extends z.ZodType>(
  schema: S,
  request: Request,
  maxOctets: number,
): Promise<z.output<S>> {
  return parse(schema, await json(request, maxOctets));
}

/** Read in pieces: what a stranger sends is not held whatever its size. */
async function json(request: Request, maxOctets: number): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let octets = 0;
  for await (const piece of request.body ?? []) {
    octets += piece.length;
    if (octets > maxOctets)
      throw new AppError('too-large', { userMessage: 'The request is larger than anything it can mean.' });
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw new AppError('bad-request', { userMessage: 'The request is not JSON.', field: 'body' });
  }
}

function toId(text: string | undefined): number {
  if (!/^[1-9]\d{0,14}$/u.test(text ?? '')) throw notFound('page');
  return Number(text);
}

/** A page of another site must not act with a person's cookie. Throws 'bad request'. */
export function mustBeOurs(request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  const ours = [env().APP_URL && new URL(env().APP_URL!).host, host];
  const fromElsewhere = origin !== null ? !ours.includes(hostOf(origin)) : site === 'cross-site';
  if (fromElsewhere)
    throw new AppError('bad-request', { userMessage: 'This request came from another site.' });
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}
