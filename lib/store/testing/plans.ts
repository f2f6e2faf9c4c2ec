// How SQLite goes about the queries of a function: which tables it goes through, by which index, in which order.
import { CompiledQuery, type QueryId, type RootOperationNode } from 'kysely';
import type { Db } from '../db';

/** Runs `run` on a store that listens, and answers the plan of each of its queries: the details of EXPLAIN QUERY PLAN, outermost first. */
export async function plansOf(db: Db, run: (db: Db) => Promise<unknown>): Promise<string[][]> {
  const asked: CompiledQuery[] = [];
  const executor = db.getExecutor();
  await run(
    db.withPlugin({
      transformQuery: ({ node, queryId }: { node: RootOperationNode; queryId: QueryId }) => {
        asked.push(executor.compileQuery(node, queryId));
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
  );
  const plans: string[][] = [];
  for (const query of asked) {
    const plan = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
    const { rows } = await db.executeQuery<{ detail: string }>(plan);
    plans.push(rows.map(({ detail }) => detail));
  }
  return plans;
}
