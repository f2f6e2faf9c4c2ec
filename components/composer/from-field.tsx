// From: which of the person's identities writes; shown when there is a choice.
import type { Editor } from '@tiptap/react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { accountsQuery } from '@/lib/client/queries';
import { addressText } from './parse-addresses';
import { swapSignature } from './swap-signature';
import type { DraftHandle } from './use-draft';

export function FromField({ handle, editor }: { handle: DraftHandle; editor: Editor | null }) {
  const { draft, change } = handle;
  const id = useId();
  const { data: accounts = [] } = useQuery(accountsQuery);
  const identities = accounts.flatMap((account) => account.identities);
  if (identities.length < 2) return null;
  const own = identities.filter(({ accountId }) => accountId === draft.accountId);
  // What the server would take, if none is chosen or the chosen one is no more.
  const writes =
    own.find((one) => one.id === draft.identityId) ?? own.find(({ isDefault }) => isDefault) ?? own[0];
  return (
    <div className="flex items-center gap-2 border-b border-line px-4 py-1.5 focus-within:border-accent focus-within:shadow-[inset_0_-1px_0_var(--color-accent)]">
      <label htmlFor={id} className="shrink-0 text-sm text-text-muted">
        {text.from}
      </label>
      <select
        id={id}
        value={writes?.id}
        className="h-7 min-w-0 flex-1 rounded bg-transparent text-text"
        onChange={(event) => {
          const chosen = identities.find((one) => String(one.id) === event.target.value);
          if (!chosen) return;
          change({ accountId: chosen.accountId, identityId: chosen.id });
          if (writes) swapSignature(handle, editor, writes, chosen);
        }}
      >
        {identities.map((identity) => (
          <option key={identity.id} value={identity.id}>
            {addressText(identity)}
          </option>
        ))}
      </select>
    </div>
  );
}
