// Settings > General: how it looks in this browser, and what holds in every browser.
import { useView } from '@/components/frame/view-settings-context';
import { t } from '@/components/messages/en';
import { settingsText } from '@/components/messages/en-settings';
import { useSettings } from '@/lib/client/settings';
import { SettingGroup, SettingSelect } from './setting-row';
import { SettingsState } from './settings-state';

const text = settingsText.general;
const UNDO_SECONDS = [0, 5, 10, 20, 30, 60];

export function GeneralSettings() {
  const view = useView();
  const { settings, error, refetch, change } = useSettings();
  return (
    <>
      <SettingGroup title={text.look}>
        <SettingSelect
          label={text.theme}
          value={view.settings.theme}
          onChange={(theme) => view.change({ theme })}
          options={[
            { value: 'light', label: t.account.light },
            { value: 'dark', label: t.account.dark },
            { value: 'system', label: t.account.system },
          ]}
        />
        <SettingSelect
          label={text.density}
          value={view.settings.density}
          onChange={(density) => view.change({ density })}
          options={[
            { value: 'comfortable', label: t.account.comfortable },
            { value: 'cosy', label: t.account.cosy },
            { value: 'compact', label: t.account.compact },
          ]}
        />
      </SettingGroup>
      <SettingsState ready={settings !== undefined} error={error} onRetry={() => void refetch()}>
        {settings && (
          <>
            <SettingGroup title={text.mail}>
              <SettingSelect
                label={text.past}
                hint={text.pastHint}
                value={settings.fetchPast ? 'fetch' : 'wait'}
                onChange={(choice) => void change({ fetchPast: choice === 'fetch' })}
                options={[
                  { value: 'fetch', label: text.pastFetch },
                  { value: 'wait', label: text.pastWait },
                ]}
              />
            </SettingGroup>
            <SettingGroup title={text.writing}>
              <SettingSelect
                label={text.writeAt}
                value={settings.writeAt}
                onChange={(writeAt) => void change({ writeAt })}
                options={[
                  { value: 'above', label: text.writeAtAbove },
                  { value: 'below', label: text.writeAtBelow },
                ]}
              />
              <SettingSelect
                label={text.undo}
                hint={text.undoHint}
                value={settings.undoSeconds}
                onChange={(undoSeconds) => void change({ undoSeconds })}
                options={[...new Set([...UNDO_SECONDS, settings.undoSeconds])]
                  .sort((a, b) => a - b)
                  .map((seconds) => ({
                    value: seconds,
                    label: seconds === 0 ? text.undoOff : text.undoSeconds(seconds),
                  }))}
              />
              <SettingSelect
                label={text.notices}
                hint={text.noticesHint}
                value={settings.foldNotices ? 'fold' : 'inbox'}
                onChange={(choice) => void change({ foldNotices: choice === 'fold' })}
                options={[
                  { value: 'fold', label: text.noticesFold },
                  { value: 'inbox', label: text.noticesInbox },
                ]}
              />
            </SettingGroup>
          </>
        )}
      </SettingsState>
    </>
  );
}
