// The one error type that carries a decision: what to answer, whether to try again, and what to tell the person.

/** What went wrong, in words that code may switch on. */
export type ErrorCode =
  | 'bad-request'
  | 'not-signed-in'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'rate-limited'
  | 'wrong-password'
  | 'unknown-host'
  | 'certificate-refused'
  | 'timed-out'
  | 'too-many-connections'
  | 'connection-lost'
  | 'refused-by-server'
  | 'message-gone'
  | 'disk'
  | 'internal';

const HTTP_STATUS: Record<ErrorCode, number> = {
  'bad-request': 400,
  'not-signed-in': 401,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'rate-limited': 429,
  'wrong-password': 401,
  'unknown-host': 502,
  'certificate-refused': 502,
  'timed-out': 504,
  'too-many-connections': 503,
  'connection-lost': 503,
  'refused-by-server': 422,
  'message-gone': 404,
  disk: 507,
  internal: 500,
};

/**
 * An error with two texts: `message` for the log, `userMessage` for the person (plain sentence, no secret).
 * `temporary` says that trying again later may work. `field` names the input at fault.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly temporary: boolean;
  readonly userMessage: string;
  readonly field: string | undefined;

  constructor(
    code: ErrorCode,
    options: { userMessage: string; message?: string; temporary?: boolean; field?: string; cause?: unknown },
  ) {
    super(options.message ?? options.userMessage, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.temporary = options.temporary ?? false;
    this.userMessage = options.userMessage;
    this.field = options.field;
  }

  /** The HTTP status that answers this error. */
  get status(): number {
    return HTTP_STATUS[this.code];
  }
}

/** True for an AppError, also one made by another compiled copy of this module (Next compiles several). */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'userMessage' in error;
}

/** The answer to an id that is absent or another person's: the two must look the same. */
export function notFound(what: string): AppError {
  return new AppError('not-found', { userMessage: `This ${what} does not exist (any more).` });
}
