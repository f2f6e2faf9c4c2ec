// Of a POP3 account: what becomes of messages on the server, each choice in a sentence, and how often it is asked.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { settingsText } from '@/components/messages/en-settings';
import { call, sentenceOf } from '@/lib/client/api';
import type { Pop3Settings as Settings } from '@/lib/contract/account';
import { SETTING_FIELD, SettingRow, SettingSelect } from './setting-row';

const text = settingsText.pop3;
const MINUTES = [1, 5, 15, 60];

/** Nothing for an account that is not POP3. */
export function Pop3Settings({ accountId }: { accountId: number }) {
  const client = useQueryClient();
  const path = `/api/accounts/${accountId}/pop3`;
  const key = ['pop3', accountId];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => call<{ settings: Settings | null }>('GET', path),
  });
  const settings = data?.settings;
  if (!settings) return null;
  /** Shown at once; what the server says then stands. */
  const change = async (patch: Partial<Settings>) => {
    const next = { ...settings, ...patch };
    client.setQueryData(key, { settings: next });
    try {
      client.setQueryData(key, await call('PUT', path, next));
    } catch (error) {
      client.setQueryData(key, { settings });
      toast.error(sentenceOf(error));
    }
  };
  return (
    <>
      <SettingSelect
        label={text.mode}
        hint={text.modeHints[settings.mode]}
        value={settings.mode}
        onChange={(mode) => void change({ mode })}
        options={[
          // The one that deletes at once comes last: arrow keys choose what they pass.
          { value: 'keep', label: text.modes.keep },
          { value: 'delete-after', label: text.modes['delete-after'] },
          { value: 'delete', label: text.modes.delete },
        ]}
      />
      {settings.mode === 'delete-after' && (
        <SettingRow label={text.days}>
          {(ids) => (
            <input
              {...ids}
              type="number"
              min={1}
              max={3650}
              defaultValue={settings.days}
              onBlur={(event) => {
                const days = Number(event.target.value);
                if (Number.isInteger(days) && days >= 1 && days <= 3650) {
                  if (days !== settings.days) void change({ days });
                } else {
                  event.target.value = String(settings.days);
                  toast.error(text.daysRange(settings.days));
                }
              }}
              className={`${SETTING_FIELD} w-48`}
            />
          )}
        </SettingRow>
      )}
      <SettingSelect
        label={text.minutes}
        hint={text.minutesHint}
        value={settings.minutes}
        onChange={(minutes) => void change({ minutes })}
        options={[...new Set([...MINUTES, settings.minutes])]
          .sort((a, b) => a - b)
          .map((minutes) => ({ value: minutes, label: text.every(minutes) }))}
      />
    </>
  );
}
