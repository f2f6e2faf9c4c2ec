// LIST with SPECIAL-USE (RFC 3501 6.3.8, RFC 6154), and well-known names where the server has no special use.
import type { ListResponse, StatusObject } from 'imapflow';
import type { FolderStatus, RemoteFolder } from '../types';
import { type ImapConnection, onServer } from './connection';

type Role = NonNullable<RemoteFolder['role']>;

const SPECIAL_USE: Record<string, Role> = {
  '\\Inbox': 'inbox',
  '\\Drafts': 'drafts',
  '\\Sent': 'sent',
  '\\Archive': 'archive',
  '\\Junk': 'junk',
  '\\Trash': 'trash',
  '\\All': 'all',
};

/** The list is held whole: some 20,000 folders. */
const MOST_OCTETS = 2 * 1024 * 1024;

/**
 * All folders of the account. Each role is given once: to the one the server names, else to the first well-known name. `withStatus` has
 * the server say in the same answer how each stands (LIST-STATUS, RFC 5819), which costs it something; servers without that say nothing.
 */
export async function listFolders(
  c: ImapConnection,
  options: { withStatus?: boolean } = {},
): Promise<RemoteFolder[]> {
  // Without LIST-STATUS imapflow would ask for each folder by itself.
  const withStatus = options.withStatus === true && c.capabilities.has('LIST-STATUS');
  const statusQuery = {
    messages: true,
    uidNext: true,
    uidValidity: true,
    unseen: true,
    ...(c.client.enabled.has('CONDSTORE') ? { highestModseq: true } : {}),
  };
  const listed = await onServer(c, () => c.client.list(withStatus ? { statusQuery } : {}), MOST_OCTETS);
  const byPath = new Map(listed.map((entry) => [entry.path, entry]));
  const parents = new Set(listed.map(({ parentPath }) => parentPath));
  return (
    listed
      // A deleted folder that is still subscribed to is listed as well; as a parent of others it has its place.
      .filter(({ flags, path }) => path !== '' && (!flags.has('\\NonExistent') || parents.has(path)))
      .map((entry) => ({
        path: entry.path,
        name: entry.name,
        delimiter: entry.delimiter || '/',
        parentPath: entry.parentPath && byPath.has(entry.parentPath) ? entry.parentPath : null,
        role: roleOf(entry, byPath),
        selectable: isSelectable(entry),
        // imapflow leaves it out where it is not
        subscribed: entry.subscribed === true,
        status: entry.status ? toStatus(entry.status) : null,
      }))
  );
}

/** The state as far as a STATUS told it. */
export function toStatus(status: Partial<StatusObject>): FolderStatus | null {
  if (status.messages === undefined && status.uidNext === undefined && status.highestModseq === undefined)
    return null;
  return {
    uidValidity: status.uidValidity ?? null,
    uidNext: status.uidNext ?? null,
    exists: status.messages ?? null,
    unseen: status.unseen ?? null,
    highestModseq: status.highestModseq ?? null,
  };
}

const isSelectable = ({ flags }: ListResponse) => !flags.has('\\Noselect') && !flags.has('\\NonExistent');
const isInbox = (path: string) => path.toUpperCase() === 'INBOX';

function roleOf(entry: ListResponse, byPath: Map<string, ListResponse>): Role | null {
  if (isInbox(entry.path)) return 'inbox';
  const role = entry.specialUse ? (SPECIAL_USE[entry.specialUse] ?? null) : null;
  // A folder that holds no messages cannot take them.
  if (role === null || role === 'inbox' || !isSelectable(entry)) return null;
  if (entry.specialUseSource === 'extension') return role;
  return isAtTop(entry, byPath) ? role : null;
}

/** A name tells a role only at the top: at the root, below INBOX, or in a namespace such as '[Gmail]'; 'Clients/Sent' is a person's own. */
function isAtTop({ parentPath }: ListResponse, byPath: Map<string, ListResponse>): boolean {
  if (!parentPath || isInbox(parentPath)) return true;
  const parent = byPath.get(parentPath);
  return !parentPath.includes(parent?.delimiter ?? '/') && parent !== undefined && !isSelectable(parent);
}
