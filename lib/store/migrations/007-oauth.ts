// Grants of OAuth2 providers: an account that has one signs in with its tokens and not with a password.
import { type Kysely, sql } from 'kysely';

/** `secret` is a sealed pair of tokens (lib/runtime/vault.ts); `expires_at` is the access token's end, epoch ms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table oauth_grant (account_id integer primary key references account(id) on delete cascade,
        provider text not null, secret text not null, expires_at integer not null)`,
    )
    .execute(db);
}
