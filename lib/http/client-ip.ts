// Where a request came from, as the reverse proxy says it.

/** The first address of X-Forwarded-For, 'unknown' without one. */
export function clientIp(headers: Headers): string {
  return headers.get('x-forwarded-for')?.split(',')[0]?.trim() || 'unknown';
}
