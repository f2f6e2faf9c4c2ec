// Adding an account with a provider's grant: to the person, session and browser that asked for it, within a quarter of an hour, or to nobody.
import { cookies } from 'next/headers';
import { z } from 'zod';
import { ProviderLink } from '@/lib/contract/accounts';
import { AppError } from '@/lib/errors';
import { keepRefreshToken } from '@/lib/logins/keep-refresh-token';
import { hurryOutbox } from '@/lib/outbox/hurry';
import { seal, unseal } from '@/lib/runtime/vault';
import { type Db, durably, store } from '@/lib/store/db';
import { type AccountRow, findAccount, getAccount } from '@/lib/store/accounts';
import { linkAccount } from '@/lib/store/link-account';
import { engines } from '@/lib/sync/engines';
import { mustBeLinked } from './must-be-linked';
import type { ProvenGrant } from './prove-grant';
import { renewGrant } from './renew-grant';
import { currentSession, type Session } from './session';
import { mustSpeak } from './way-in';

const ASKED_MS = 15 * 60_000;
/** Where next-auth keeps where a person goes after the provider: each sign-in begins it anew. */
const COOKIES = ['__Secure-next-auth.callback-url', 'next-auth.callback-url'];

const Ask = ProviderLink.extend({ userId: z.number(), sessionId: z.string(), until: z.number() });
/** What a person asked for. */
export type LinkAsk = z.infer<typeof Ask>;

/** The page to come back to from the provider, which also says what was asked. Throws 'not found' for somebody else's account. */
export async function askToLink(session: Session, form: ProviderLink): Promise<string> {
  if (form.accountId !== null) await getAccount(await store(), session.userId, form.accountId);
  const ask: LinkAsk = { ...session, ...form, until: Date.now() + ASKED_MS };
  return `/settings/accounts?adding=${encodeURIComponent(seal(JSON.stringify(ask), 'adding an account'))}`;
}

/** What the person who comes back from the provider asked for; null for a sign-in. Throws AppError when it is not theirs, or too late. */
export async function linkAsked(provider: string): Promise<LinkAsk | null> {
  const jar = await cookies();
  const target = COOKIES.map((name) => jar.get(name)?.value).find(Boolean) ?? '';
  const sealed = URL.canParse(target) ? new URL(target).searchParams.get('adding') : null;
  if (sealed === null) return null;
  const ask = readAsk(sealed);
  const session = await currentSession();
  const isTheirs = ask !== null && session?.userId === ask.userId && session.sessionId === ask.sessionId;
  if (isTheirs && ask.provider === provider && ask.until > Date.now()) return ask;
  throw new AppError('bad-request', {
    userMessage: 'The account was not added: it took too long, or somebody else signed in meanwhile.',
  });
}

/** Adds it, or gives an account that is theirs its new grant. Throws AppError; field 'join' when the person has to say yes first. */
export async function linkGrant(ask: LinkAsk, proven: ProvenGrant): Promise<Session> {
  const db = await store();
  if (ask.accountId === null) {
    const { id } = await link(db, ask, proven);
    await hurryOutbox(db, id);
    await engines().start(id);
  } else {
    const account = await getAccount(db, ask.userId, ask.accountId);
    mustBeThis(account, proven);
    await renewGrant(db, account, proven);
  }
  return { userId: ask.userId, sessionId: ask.sessionId };
}

const link = (db: Db, ask: LinkAsk, proven: ProvenGrant): Promise<AccountRow> =>
  durably(db, async (t) => {
    const known = await findAccount(t, proven.imap.host, proven.imap.port, proven.username);
    const grant = known ? await keepRefreshToken(t, known.id, proven.grant) : proven.grant;
    const fresh = { ...proven, grant, name: proven.address, opens: ask.opens };
    return mustBeLinked(await linkAccount(t, ask.userId, fresh, ask.join));
  });

/** Its servers may be others than before: those of the provider were set anew. */
function mustBeThis(account: AccountRow, proven: ProvenGrant): void {
  if (account.username !== proven.username)
    throw new AppError('bad-request', {
      userMessage: `You signed in as ${proven.username}. Sign in as ${account.username} to go on with this account.`,
    });
  mustSpeak(account, proven.protocol);
}

function readAsk(sealed: string): LinkAsk | null {
  try {
    return Ask.parse(JSON.parse(unseal(sealed, 'adding an account')));
  } catch {
    return null;
  }
}
