// Keeps SQL statements prepared: kysely prepares each anew, which costs more than running most of them.
import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';

const MAX_STATEMENTS = 300;

/** The database for kysely's dialect; the statements used last stay prepared. */
export function keepPrepared(sqlite: Sqlite.Database): SqliteDatabase {
  const statements = new Map<string, Sqlite.Statement>();
  return {
    close: () => {
      statements.clear();
      sqlite.close();
    },
    prepare: (asked) => {
      // All transactions write. One that begins by reading could not become a writer once another process or thread has written (SQLITE_BUSY).
      const text = asked === 'begin' ? 'begin immediate' : asked;
      const known = statements.get(text);
      // Deleted and set again, it is the youngest: a Map keeps the order of insertion.
      if (known) statements.delete(text);
      else if (statements.size >= MAX_STATEMENTS) statements.delete(statements.keys().next().value!);
      const statement = known ?? sqlite.prepare(text);
      statements.set(text, statement);
      return statement;
    },
  };
}
