// System flags (RFC 3501 2.3.2) as the index keeps them.
import type { RemoteFlags } from '../types';

/** Reads a FLAGS list. */
export function toFlags(flags: Set<string> | undefined): RemoteFlags {
  const has = (flag: string) => flags?.has(flag) ?? false;
  return {
    seen: has('\\Seen'),
    flagged: has('\\Flagged'),
    answered: has('\\Answered'),
    draft: has('\\Draft'),
    deleted: has('\\Deleted'),
  };
}
