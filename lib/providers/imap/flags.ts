// System flags (RFC 3501 2.3.2) as the index keeps them.
import type { RemoteFlags } from '../types';
import type { FetchAnswer } from './fetch-answer';

/** The flags of an answer to FETCH; none where it has no FLAGS. */
export function readFlags(answer: FetchAnswer): RemoteFlags {
  const flags = answer.texts('FLAGS');
  return {
    seen: flags.includes('\\Seen'),
    flagged: flags.includes('\\Flagged'),
    answered: flags.includes('\\Answered'),
    draft: flags.includes('\\Draft'),
    deleted: flags.includes('\\Deleted'),
  };
}

/** An answer to FETCH (UID FLAGS); null for another, such as a notice that does not say whose flags changed. */
export function readFlagsRow(answer: FetchAnswer): { uid: number; flags: RemoteFlags } | null {
  const { uid } = answer;
  return uid > 0 && answer.has('FLAGS') ? { uid, flags: readFlags(answer) } : null;
}
