// Settings > Server dialogue: what Pennypost and the mail server say to each other, recorded when its owner asks for it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { settingsText } from '@/components/messages/en-settings';
import { DialogueLines } from '@/components/outbox/dialogue-view';
import { Button } from '@/components/ui/button';
import { call, sentenceOf } from '@/lib/client/api';
import { foldersQuery } from '@/lib/client/queries';
import type { AccountDialogue } from '@/lib/contract/delivery';
import type { Account } from '@/lib/contract/mail';

const text = settingsText.dialogue;
const REFRESH_MS = 2000;

export function DialogueSettings() {
  const { data } = useQuery(foldersQuery);
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-text-muted">{text.lead}</p>
      {data?.accounts.map((account) => (
        <Dialogue key={account.id} account={account} />
      ))}
    </>
  );
}

function Dialogue({ account }: { account: Account }) {
  const client = useQueryClient();
  const path = `/api/accounts/${account.id}/dialogue`;
  const queryKey = ['dialogue', account.id];
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => call<AccountDialogue>('GET', path, undefined, signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.recordsUntil ? REFRESH_MS : false),
  });
  const record = useMutation({
    // An answer that is still on its way would say again that nothing is recorded.
    onMutate: () => client.cancelQueries({ queryKey }),
    mutationFn: () => call<AccountDialogue>('POST', path),
    onSuccess: (fresh) => client.setQueryData(queryKey, fresh),
  });
  const problem = error ?? record.error;
  return (
    <section
      aria-label={text.of(account.address)}
      className="mb-6 rounded-lg border border-line bg-surface-raised p-4"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 className="font-medium wrap-anywhere">{account.address}</h2>
          <p className="text-sm text-text-muted" role="status">
            {data?.recordsUntil ? text.recording(data.host) : text.idle}
          </p>
        </div>
        <Button onClick={() => record.mutate()}>{data?.recordsUntil ? text.longer : text.start}</Button>
      </div>
      {problem ? (
        <p role="alert" className="mt-2 text-sm text-danger">
          {sentenceOf(problem)}
        </p>
      ) : null}
      {data && data.lines.length > 0 ? <DialogueLines lines={data.lines} /> : null}
    </section>
  );
}
