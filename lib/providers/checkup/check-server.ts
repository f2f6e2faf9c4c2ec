// Tests one server from the name to the mail: how it is reached, then the log-in and what lies behind it, as the engine would.
import type { CheckStep } from '@/lib/contract/checkup';
import { connect as connectImap } from '../imap/connect';
import { listFolders } from '../imap/list-folders';
import { connect as connectPop3 } from '../pop3/connect';
import { quit } from '../pop3/quit';
import { stat } from '../pop3/stat';
import { uidl } from '../pop3/uidl';
import { checkLogin } from '../smtp/check-login';
import type { ServerLogin } from '../types';
import { reach, type Target } from './reach';
import { stepsOf } from './steps';
import { adviceFor, asAppError, wordsIn } from './words';

/** Yields each step with its outcome and stops at the first that failed. `login` is not used before TLS is trusted. Never throws. */
export async function* checkServer(target: Target, login: ServerLogin): AsyncGenerator<CheckStep> {
  const step = stepsOf(target.protocol);
  if (!(yield* reach(target))) return;
  try {
    yield* INSIDE[target.protocol](login, target.timeoutMs);
  } catch (error) {
    const known = asAppError(error, login.host);
    const text = known?.userMessage ?? `The connection to ${login.host} was lost.`;
    yield step('login', 'failed', text, wordsIn(error), adviceFor(known));
  }
}

const INSIDE: Record<
  Target['protocol'],
  (login: ServerLogin, timeoutMs: number) => AsyncGenerator<CheckStep>
> = {
  imap: async function* (login, timeoutMs) {
    const step = stepsOf('imap');
    const c = await connectImap(login, { timeoutMs });
    try {
      yield step('login', 'ok', `Signed in as ${login.username}.`);
      const folders = await listFolders(c);
      const roles = new Set(folders.map(({ role }) => role));
      const missing = (['drafts', 'sent', 'trash'] as const).filter((role) => !roles.has(role));
      const names = folders.map(({ path }) => path);
      if (missing.length === 0) return yield step('folders', 'ok', `${folders.length} folders.`, names);
      const advice =
        'Make folders named Drafts, Sent and Trash there, or ask the administrator of the server to mark them.';
      yield step('folders', 'warning', `No folder is marked for: ${missing.join(', ')}.`, names, advice);
    } finally {
      await c.close();
    }
  },
  pop3: async function* (login, timeoutMs) {
    const step = stepsOf('pop3');
    const c = await connectPop3(login, { timeoutMs });
    try {
      yield step('login', 'ok', `Signed in as ${login.username}.`);
      const { count } = await stat(c);
      const hasIds = count === 0 || (await uidl(c)) !== null;
      await quit(c);
      if (hasIds) return yield step('messages', 'ok', `${count} messages, each with a lasting id (UIDL).`);
      const advice = 'It works; messages are told apart by their headers, which takes longer.';
      yield step('messages', 'warning', `${count} messages, without lasting ids (UIDL).`, [], advice);
    } finally {
      c.drop();
    }
  },
  smtp: async function* (login, timeoutMs) {
    await checkLogin(login, { connectMs: timeoutMs });
    yield stepsOf('smtp')('login', 'ok', `Signed in as ${login.username}; nothing was sent.`);
  },
};
