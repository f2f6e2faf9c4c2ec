// What next-auth tells of a failure, without the request, tokens and answers that it hands over with it.

/** Longer messages quote what somebody sent. */
const LONGEST = 300;

/** As it may be logged: `detail` is an Error, or has one as `error`; of either only the message is taken. */
export function whatFailed(code: string, detail: unknown): { code: string; error: string } {
  const error = detail instanceof Error ? detail : isWrapped(detail) ? detail.error : null;
  return { code: code.slice(0, LONGEST), error: (error?.message ?? '').slice(0, LONGEST) };
}

const isWrapped = (detail: unknown): detail is { error: Error } =>
  typeof detail === 'object' && detail !== null && 'error' in detail && detail.error instanceof Error;
