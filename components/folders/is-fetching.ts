import type { Account, Folder } from '@/lib/contract/mail';

/** Whether an empty list of the folder says nothing yet: its mail is on the way, or its server has not been reached. */
export const isFetching = (folder: Folder, accounts: Account[]): boolean =>
  folder.progress !== null ||
  accounts.some(({ id, state }) => id === folder.accountId && state === 'connecting');
