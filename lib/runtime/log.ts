// The one logger: JSON lines on stdout, secrets never in.
import pino from 'pino';
import { once } from './once';

/** Process-wide logger; level from LOG_LEVEL (default info). */
export const log = once('log', () =>
  pino({
    level: process.env.LOG_LEVEL ?? 'info',
    redact: { paths: ['password', '*.password', 'secret', '*.secret', 'pass', '*.pass'], censor: '[masked]' },
  }),
);
