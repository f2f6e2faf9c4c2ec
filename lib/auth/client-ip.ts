// Where a request came from, as the reverse proxy says it.

/** The last address of X-Forwarded-For, which the nearest proxy wrote; what stands before it the caller may have made up. 'unknown' without one. */
export function clientIp(headers: Headers): string {
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'unknown';
}
