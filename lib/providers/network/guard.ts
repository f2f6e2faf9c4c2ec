// The one guard of connections to hosts that a person or a message names: public addresses only, unless the admin named the host.
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError } from '@/lib/errors';

/** True for hosts that may have a private address. */
export type Allow = (host: string) => boolean;

/** Nobody may: for what a stranger wrote, such as the address of an image in a message. */
export const allowNone: Allow = () => false;

/** True for an address of the public internet; loopback, private, link-local, shared, mapped and translated ones are not. */
export function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}

/** True for a host that is an address itself, which no look-up will ever check: with or without the brackets of a URL. */
export function isPrivateLiteral(host: string): boolean {
  const bare = host.replace(/^\[|\]$/gu, '');
  return ipaddr.isValid(bare) && !isPublic(bare);
}

/**
 * The host as `net.connect` and its kin take it, with a look-up that reaches only what is allowed. Throws for a private address itself,
 * which nobody would look up.
 */
export function guarded(host: string, allow: Allow): { host: string; lookup: LookupFunction } {
  if (isPrivateLiteral(host) && !allow(host)) throw privateHost(host);
  return { host, lookup: guardedLookup(allow) };
}

/** What the person reads when a host is refused. */
export function privateHost(host: string, field?: string): AppError {
  return new AppError('bad-request', {
    userMessage: `${host} is inside a private network. Ask the administrator to allow it.`,
    ...(field ? { field } : {}),
  });
}

/**
 * A look-up for `net.connect` and its kin that fails for private addresses. It checks what is really connected to, so a name that
 * answers differently the second time gains nothing; one private address among public ones refuses the host.
 */
export function guardedLookup(allow: Allow, resolve: typeof lookup = lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      if (!allow(host) && addresses.some(({ address }) => !isPublic(address)))
        return done(privateHost(host), '', 0);
      if (options.all) done(null, addresses);
      else done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}
