// Addresses that are not to be suggested any more, until they are written to again.
import { type Db, transaction } from './db';

/** Does not suggest the address from now on. */
export async function forgetPerson(db: Db, userId: number, address: string): Promise<void> {
  await db
    .insertInto('forgotten_person')
    .values({ user_id: userId, address: address.toLowerCase() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Suggests them again. */
export async function rememberPeople(db: Db, userId: number, addresses: string[]): Promise<void> {
  await transaction(db, async (t) => {
    for (const address of addresses)
      await t
        .deleteFrom('forgotten_person')
        .where('user_id', '=', userId)
        .where('address', '=', address.toLowerCase())
        .execute();
  });
}

/** Addresses of this person that are not suggested, in lower case. */
export async function forgottenPeople(db: Db, userId: number): Promise<Set<string>> {
  const rows = await db
    .selectFrom('forgotten_person')
    .select('address')
    .where('user_id', '=', userId)
    .execute();
  return new Set(rows.map(({ address }) => address));
}
