// Signs in at the server that mail comes from, whatever it speaks, and leaves: the proof that a log-in is right.
import { connect as connectImap } from '@/lib/providers/imap/connect';
import { connect as connectPop3 } from '@/lib/providers/pop3/connect';
import { quit } from '@/lib/providers/pop3/quit';
import type { ServerLogin } from '@/lib/providers/types';

/** Resolves when the server takes the log-in; throws AppError otherwise. */
export async function tryIncoming(protocol: 'imap' | 'pop3', login: ServerLogin): Promise<void> {
  if (protocol === 'imap') {
    const connection = await connectImap(login);
    void connection.close();
    return;
  }
  // Waited for: the mailbox is locked until the session ends (RFC 1939 4), and the engine wants it next.
  await quit(await connectPop3(login)).catch(() => null);
}
