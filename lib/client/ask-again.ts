// Asks again for what the server said has changed.
import type { InvalidateQueryFilters, QueryClient } from '@tanstack/react-query';

/**
 * As `invalidateQueries`, also for a query whose first answer is still on its way: react-query lets that one stand, and it may be older than
 * the news. It is asked for again once it is there.
 */
export async function askAgain(client: QueryClient, filters: InvalidateQueryFilters): Promise<void> {
  const first = client
    .getQueryCache()
    .findAll({ ...filters, fetchStatus: 'fetching' })
    .filter(({ state }) => state.data === undefined);
  await Promise.all([
    client.invalidateQueries(filters),
    ...first.map(async (query) => {
      await query.promise?.catch(() => null);
      await client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }),
  ]);
}
