// Fetches a remote image for a reader: no cookies, no referrer, no private addresses, bounded in size, time and type.
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, fetch } from 'undici';
import { AppError } from '@/lib/errors';
import { once } from '@/lib/runtime/once';

const MAX_OCTETS = 10 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;
const TYPES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
]);

const refused = () =>
  new AppError('bad-request', { userMessage: 'This image cannot be shown.', field: 'url' });

/** Public addresses only, checked on what is really connected to: a name that answers differently the second time gains nothing. */
const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0);
    const open = addresses.filter(({ address }) => isPublic(address));
    if (open.length === 0 || open.length < addresses.length) return done(refused(), '', 0);
    if (options.all) done(null, open);
    else done(null, open[0]!.address, open[0]!.family);
  });
};

const isPublic = (address: string) => ipaddr.process(address).range() === 'unicast';

const agent = () =>
  once('image-agent', () => new Agent({ connect: { lookup: publicLookup, timeout: TIMEOUT_MS } }));

/** The image's octets and type. Throws 'bad request' for anything that is not a public image. */
export async function proxyImage(address: string): Promise<{ bytes: Buffer; type: string }> {
  let url = address;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const target = mustBeWeb(url);
    const response = await fetch(target, {
      dispatcher: agent(),
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: 'image/*' },
    }).catch(() => {
      throw refused();
    });
    const next = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && next) {
      await response.body?.cancel();
      url = new URL(next, target).href;
      continue;
    }
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (!response.ok || !TYPES.has(type) || !response.body) {
      await response.body?.cancel();
      throw refused();
    }
    const chunks: Uint8Array[] = [];
    let octets = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      octets += chunk.length;
      if (octets > MAX_OCTETS) throw refused();
      chunks.push(chunk);
    }
    return { bytes: Buffer.concat(chunks), type };
  }
  throw refused();
}

function mustBeWeb(address: string): URL {
  if (!URL.canParse(address)) throw refused();
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  // A literal address needs no lookup, so it is checked here.
  if (!isWeb || url.username !== '' || (ipaddr.isValid(host) && !isPublic(host))) throw refused();
  return url;
}
