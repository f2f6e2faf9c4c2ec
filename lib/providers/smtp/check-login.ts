// Asks whether a log-in works for sending: connect, encrypt, sign in, leave.
import type { ServerLogin } from '../types';
import { endSession, openSession, type SmtpTimeouts } from './connection';
import { newDialogue } from './dialogue';

/** Resolves when the server takes the log-in; throws AppError otherwise. Sends nothing. */
export async function checkLogin(login: ServerLogin, timeouts?: SmtpTimeouts): Promise<void> {
  endSession(await openSession(login, newDialogue(login), timeouts));
}
