// NOTIFY (RFC 5465): one connection hears of every folder of the account at once.
import type { ImapAttribute } from 'imapflow';
import { parseStatusList } from 'imapflow/lib/commands/status-fields.js';
import { decodePath, normalizePath } from 'imapflow/lib/tools.js';
import type { FolderStatus } from '../types';
import { type ImapConnection, onServer } from './connection';
import { toStatus } from './list-folders';
import { atom, sendCommand } from './send-command';

/** As imapflow's own commands hear what comes unasked: not in its types, like the rest of send-command.ts. */
interface Inside {
  untaggedHandlers: Record<string, (untagged: { attributes?: ImapAttribute[] }) => Promise<void>>;
}

const EVENTS = ['MessageNew', 'MessageExpunge', 'FlagChange'].map(atom);

/**
 * Asks to hear of changes in all personal folders, as long as the connection lives: `onFolder` with the path of one and how it stands, for all
 * folders at once now and then for each that changed; `onTree` when folders came, went or got other names. Answers what ends it, or
 * null where the server does not offer it or refuses. Meanwhile no STATUS may be asked for: its answer would be mixed up with these.
 * To be called after a LIST: Dovecot 2.3 tells nothing of an account whose folders nobody listed yet.
 */
export async function notify(
  c: ImapConnection,
  on: { folder(path: string, status: FolderStatus | null): void; tree(): void },
): Promise<(() => Promise<void>) | null> {
  const { untaggedHandlers } = c.client as unknown as Partial<Inside>;
  if (!c.capabilities.has('NOTIFY') || !untaggedHandlers) return null;
  untaggedHandlers.STATUS = async ({ attributes }) => {
    const [name, list] = attributes ?? [];
    if (!name || Array.isArray(name) || typeof name.value !== 'string' || !Array.isArray(list)) return;
    const status: Record<string, unknown> = {};
    parseStatusList(list, (key, value) => {
      status[key] = value;
    });
    on.folder(normalizePath(c.client, decodePath(c.client, name.value)), toStatus(status));
  };
  untaggedHandlers.LIST = async () => on.tree();
  const send = (attributes: unknown[]) => sendCommand(c, 'NOTIFY', attributes);
  const end = async () => {
    delete untaggedHandlers.STATUS;
    delete untaggedHandlers.LIST;
    await onServer(c, () => send([atom('NONE')]));
  };
  return onServer(c, async () => {
    try {
      // 'Delayed': while a command is answered, sequence numbers stay as they are.
      await send([
        atom('SET'),
        atom('STATUS'),
        [atom('selected-delayed'), EVENTS],
        [atom('personal'), [...EVENTS, atom('MailboxName')]],
      ]);
      return end;
    } catch (error) {
      // Refused (RFC 5465 5: too many folders, or events it does not know); a connection that broke shows at the next command.
      if (c.usable) return null;
      throw error;
    }
  });
}
