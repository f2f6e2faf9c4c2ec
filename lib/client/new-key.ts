// Random names made in the browser: a draft's key for life, a send's idempotency key.

/** 32 random hex digits. `crypto.randomUUID` is absent on plain http, `getRandomValues` is not. */
export function newKey(): string {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
