// Groups and people to suggest while a recipient is typed.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { composerText as text } from '@/components/messages/en-composer';
import { call, sentenceOf } from '@/lib/client/api';
import type { Suggestion } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';

const PAUSE_MS = 80;
const MAX_SHOWN = 6;

/** Suggestions for `typed`, without the people in `chosen`. None while the server has no answer. */
export function usePeople(typed: string, chosen: Address[]): Suggestion[] {
  const [q, setQ] = useState('');
  const wanted = typed.trim();
  useEffect(() => {
    const timer = setTimeout(() => setQ(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data } = useQuery({
    queryKey: ['people', q],
    queryFn: ({ signal }) =>
      call<Suggestion[]>('GET', `/api/people?q=${encodeURIComponent(q)}`, undefined, signal),
    enabled: q !== '',
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  if (wanted === '' || !Array.isArray(data)) return [];
  const taken = new Set(chosen.map(({ address }) => address.toLowerCase()));
  const words = wanted.toLowerCase().split(/\s+/);
  // The last answer is shown until the next one comes; what no longer fits is left out meanwhile.
  return data
    .filter(({ name, address, members }) => {
      const hay = `${name} ${address}`.toLowerCase();
      return (members || !taken.has(address.toLowerCase())) && words.every((word) => hay.includes(word));
    })
    .slice(0, MAX_SHOWN);
}

/** Does not suggest this person any more. */
export function useForget(): (person: Address) => Promise<void> {
  const client = useQueryClient();
  return async ({ name, address }) => {
    client.setQueriesData<Suggestion[]>({ queryKey: ['people'] }, (list) =>
      list?.filter((one) => one.address !== address),
    );
    try {
      await call('POST', '/api/people/forget', { address });
      toast(text.forgotten(name || address));
    } catch (error) {
      toast.error(sentenceOf(error));
    }
  };
}
