// Adding an account with a provider's grant: to the person, session and browser that asked for it, within a quarter of an hour, or to nobody.
import { cookies } from 'next/headers';
import { z } from 'zod';
import { ProviderLink } from '@/lib/contract/accounts';
import { AppError } from '@/lib/errors';
import { seal, unseal } from '@/lib/runtime/vault';
import { store } from '@/lib/store/db';
import { type AccountRow, getAccount } from '@/lib/store/accounts';
import { linkAccount } from '@/lib/store/link-account';
import { engines } from '@/lib/sync/engines';
import { mustBeLinked } from './must-be-linked';
import type { ProvenGrant } from './prove-grant';
import { renewGrant } from './renew-grant';
import { currentSession, type Session } from './session';

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
    const fresh = { ...proven, name: proven.address, opens: ask.opens };
    const { id } = mustBeLinked(await linkAccount(db, ask.userId, fresh, ask.join));
    await engines().start(id);
  } else {
    const account = await getAccount(db, ask.userId, ask.accountId);
    mustBeThis(account, proven);
    await renewGrant(db, account, proven.grant);
  }
  return { userId: ask.userId, sessionId: ask.sessionId };
}

function mustBeThis({ address, imap, username }: AccountRow, proven: ProvenGrant): void {
  if (imap.host === proven.imap.host && imap.port === proven.imap.port && username === proven.username)
    return;
  throw new AppError('bad-request', {
    userMessage: `You signed in as ${proven.address}. Sign in as ${address} to go on with this account.`,
  });
}

function readAsk(sealed: string): LinkAsk | null {
  try {
    return Ask.parse(JSON.parse(unseal(sealed, 'adding an account')));
  } catch {
    return null;
  }
}
