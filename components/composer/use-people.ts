// People to suggest while a recipient is typed: those of recent conversations.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '@/lib/client/api';
import type { Address } from '@/lib/contract/mail';

const PAUSE_MS = 80;
const MAX_SHOWN = 6;

/** Suggestions for `typed`, without the people in `chosen`. None while the server has no answer. */
export function usePeople(typed: string, chosen: Address[]): Address[] {
  const [q, setQ] = useState('');
  const wanted = typed.trim();
  useEffect(() => {
    const timer = setTimeout(() => setQ(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data } = useQuery({
    queryKey: ['people', q],
    queryFn: ({ signal }) =>
      call<Address[]>('GET', `/api/people?q=${encodeURIComponent(q)}`, undefined, signal),
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
    .filter(({ name, address }) => {
      const hay = `${name} ${address}`.toLowerCase();
      return !taken.has(address.toLowerCase()) && words.every((word) => hay.includes(word));
    })
    .slice(0, MAX_SHOWN);
}
