// DELE (RFC 1939 5): marks messages; the server deletes them at QUIT, and only then.
import type { Pop3Connection } from './connection';
import { inTurn, wasTaken } from './pipeline';

/** Marks them; answers the numbers that the server marked. */
export async function dele(c: Pop3Connection, numbers: number[]): Promise<number[]> {
  const marked: number[] = [];
  await inTurn(
    c,
    numbers,
    (number) => `DELE ${number}`,
    async (number) => {
      if (await wasTaken(c)) marked.push(number);
    },
  );
  return marked;
}
