// Finds the content a composer opens with: what it was given, what this browser holds, or what the server prepares.
import { api, ClientError } from '@/lib/client/api';
import {
  emptyDraft,
  getDraft,
  getDraftFor,
  getDraftForSeveral,
  type LocalDraft,
  newerDraft,
  readLocalDraft,
} from '@/lib/client/drafts';
import { composerText as text } from '@/components/messages/en-composer';
import type { Draft } from '@/lib/contract/compose';
import { givenContent, type OpenComposer } from './open-composer';
import { sign } from './signature';
import { markQuote } from './split-quote';

/** A loaded draft; `touched` says that the server lacks it, `started` that it is a fresh one nobody has typed in. */
export interface LoadedDraft extends LocalDraft {
  touched: boolean;
}

const local = (draft: Draft, savedEditedAt: number | null): LoadedDraft => ({
  draft,
  savedEditedAt,
  intent: null,
  touched: false,
});

/** Loads the draft of `composer`; `accountIds` are the person's, the first one writes unless something else is asked. */
export async function loadDraft(composer: OpenComposer, accountIds: number[]): Promise<LoadedDraft> {
  const { request } = composer;
  const given = givenContent(composer.key);
  const held = await readLocalDraft(request.draftKey ?? composer.key);
  // A draft in this browser may be of a person who signed in here before.
  const mine = held && accountIds.includes(held.draft.accountId) ? held : null;
  if (given && newerDraft(given, mine?.draft ?? null) === given)
    return { ...local(given, null), touched: true };
  if (request.mode === 'edit') return { ...(await loadForEdit(composer, mine)), touched: false };
  if (mine) return { ...mine, touched: (mine.savedEditedAt ?? 0) < mine.draft.editedAt };
  if (request.mode !== 'new' && request.originalId !== undefined) {
    const prepared = await getDraftFor(request.originalId, request.mode);
    return local(await signed(markQuote({ ...prepared, key: composer.key, mode: request.mode })), null);
  }
  if (request.conversations) {
    const prepared = await getDraftForSeveral(request.conversations);
    return local({ ...prepared, key: composer.key }, null);
  }
  const accountId = accountIds.find((id) => id === request.accountId) ?? accountIds[0];
  if (accountId === undefined) throw new ClientError(404, 'not-found', text.noAccount);
  const fresh = emptyDraft(composer.key, accountId, Date.now());
  return local(await signed({ ...fresh, to: request.to ?? [] }), null);
}

/** With the signature of whom it is written as. One can write without the server: then without a signature. */
async function signed(draft: Draft): Promise<Draft> {
  const accounts = await api.accounts().catch(() => []);
  const own = accounts.find(({ id }) => id === draft.accountId)?.identities ?? [];
  const writes = own.find(({ id }) => id === draft.identityId) ?? own.find(({ isDefault }) => isDefault);
  return writes ? sign(draft, writes) : draft;
}

/** A draft that is not at the server (any more) may still be in this browser. */
function goneIsNone(error: unknown): null {
  if (error instanceof ClientError && error.status === 404) return null;
  throw error;
}

async function loadForEdit({ request }: OpenComposer, mine: LocalDraft | null): Promise<LocalDraft> {
  let theirs: Draft | null = null;
  try {
    if (request.draftKey) theirs = await getDraft(request.draftKey).catch(goneIsNone);
    else if (request.originalId !== undefined) theirs = await getDraftFor(request.originalId, 'edit');
  } catch (error) {
    // What this browser holds can be written on without the server.
    if (!mine) throw error;
  }
  const here = mine ?? (theirs ? await readLocalDraft(theirs.key) : null);
  const draft = newerDraft(here?.draft ?? null, theirs);
  if (!draft) throw new ClientError(404, 'not-found', text.draftGone);
  return {
    draft,
    savedEditedAt: theirs?.editedAt ?? here?.savedEditedAt ?? null,
    intent: here?.intent ?? null,
  };
}
