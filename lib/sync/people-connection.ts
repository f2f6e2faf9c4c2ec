// A connection for a person who waits: for a body, a file, a new folder.
import type { ImapConnection } from '@/lib/providers/imap/connection';
import { type Lease, leaseConnection } from './connections';

/**
 * Runs `use` on a signed-in connection of the account. A kept connection that died meanwhile is replaced and `use` runs again, so it
 * must be safe to repeat. Throws AppError.
 */
export async function withConnection<T>(
  accountId: number,
  use: (c: ImapConnection) => Promise<T>,
): Promise<T> {
  for (;;) {
    const lease: Lease = await leaseConnection(accountId, 'person');
    try {
      return await use(lease.connection);
    } catch (error) {
      if (!lease.isKept || lease.connection.usable) throw error;
    } finally {
      lease.release();
    }
  }
}
