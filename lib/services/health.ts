// How the server is, for the admin's monitoring. Names nobody.
import { sql } from 'kysely';
import { store } from '@/lib/store/db';
import { lookAtLoad } from '@/lib/runtime/load';
import { engines } from '@/lib/sync/engines';
import { version } from '@/package.json';

/** Version, the state of store and engines, and how busy the process is. */
export async function health() {
  const db = await store();
  const { rows } = await sql<{ state: string; n: number }>`
    select state, count(*) as n from account group by state`.execute(db);
  const states = Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  return {
    status: 'ok',
    version,
    store: 'ok',
    engine: { running: engines().count(), accounts: states },
    load: lookAtLoad(),
  };
}
