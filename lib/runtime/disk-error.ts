// Knows a disk that is full or broken by what Node and SQLite throw, and says it in a sentence.
import { AppError } from '@/lib/errors';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);
const BROKEN = /^(?:EIO|EROFS|ENXIO|SQLITE_(?:IOERR|READONLY|CANTOPEN|CORRUPT)\w*)$/u;

/** The error to tell where this machine's disk is the reason; null for any other. */
export function diskError(error: unknown): AppError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!FULL.has(code) && !BROKEN.test(code)) return null;
  const what = FULL.has(code) ? 'has no room left on its disk' : 'cannot use its disk just now';
  return new AppError('disk', {
    userMessage: `The server ${what}. What you wrote is kept here: try again later, or tell the administrator.`,
    message: `disk: ${String(error)}`,
    temporary: true,
    cause: error,
  });
}
