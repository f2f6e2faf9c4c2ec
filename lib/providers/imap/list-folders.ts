// LIST with SPECIAL-USE (RFC 3501 6.3.8, RFC 6154), and well-known names where the server has no special use.
import type { RemoteFolder } from '../types';
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

/** All folders of the account. Each role is given once: to the one the server names, else to the first well-known name. */
export async function listFolders(c: ImapConnection): Promise<RemoteFolder[]> {
  const listed = await onServer(c, () => c.client.list());
  const taken = new Set<Role>();
  const strength = { extension: 0, user: 0, name: 1 };
  const roles = new Map<string, Role>();
  const claims = listed
    .filter((entry) => entry.specialUse && SPECIAL_USE[entry.specialUse])
    .sort(
      (a, b) => strength[a.specialUseSource ?? 'extension'] - strength[b.specialUseSource ?? 'extension'],
    );
  for (const entry of claims) {
    const role = SPECIAL_USE[entry.specialUse!]!;
    if (taken.has(role)) continue;
    taken.add(role);
    roles.set(entry.path, role);
  }
  const paths = new Set(listed.map(({ path }) => path));
  return listed.map((entry) => ({
    path: entry.path,
    name: entry.name,
    delimiter: entry.delimiter || '/',
    parentPath: entry.parentPath && paths.has(entry.parentPath) ? entry.parentPath : null,
    role: entry.path.toUpperCase() === 'INBOX' ? 'inbox' : (roles.get(entry.path) ?? null),
    selectable: !entry.flags.has('\\Noselect') && !entry.flags.has('\\NonExistent'),
    subscribed: entry.subscribed,
  }));
}
