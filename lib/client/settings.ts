// The person's settings in the interface: shown at once when changed, put back when the server refuses.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { Settings } from '@/lib/contract/settings';
import { api, sentenceOf } from './api';
import { keys, settingsQuery } from './queries';

/** `settings` is undefined until they are here. `change` saves; a refusal is told as a toast and undone. */
export function useSettings() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(settingsQuery);
  const change = async (patch: Partial<Settings>) => {
    await client.cancelQueries({ queryKey: keys.settings });
    const before = client.getQueryData<Settings>(keys.settings);
    if (before) client.setQueryData<Settings>(keys.settings, { ...before, ...patch });
    try {
      client.setQueryData<Settings>(keys.settings, await api.updateSettings(patch));
    } catch (failure) {
      client.setQueryData<Settings>(keys.settings, before);
      toast.error(sentenceOf(failure));
    }
  };
  return { settings: data, error, refetch, change };
}
