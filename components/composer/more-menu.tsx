// What is seldom wanted of a message: earlier versions, templates, receipts, encryption on the whole way, priority.
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, History } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine, MenuToggle } from '@/components/ui/menu';
import { templatesQuery } from '@/lib/client/templates';
import type { Template } from '@/lib/contract/compose';
import type { DraftHandle } from './use-draft';

interface MoreMenuProps {
  handle: DraftHandle;
  onHistory: () => void;
  onTemplate: (template: Template) => void;
  onSaveTemplate: () => void;
}

const WISHES = ['requestReadReceipt', 'requestDeliveryNotice', 'requireTls'] as const;
/** More than these are looked for in the settings. */
const MOST_TEMPLATES = 20;
const PRIORITIES = ['high', 'normal', 'low'] as const;

/** What is on is part of the draft. */
export function MoreMenu({ handle, onHistory, onTemplate, onSaveTemplate }: MoreMenuProps) {
  const { draft, change } = handle;
  const { data: templates = [] } = useQuery(templatesQuery);
  return (
    <Menu align="start" trigger={<IconButton icon={Ellipsis} label={text.more} />}>
      <MenuItem onSelect={onHistory}>
        <History aria-hidden="true" size={16} />
        {text.history}
      </MenuItem>
      <MenuLine />
      <MenuLabel>{text.templates}</MenuLabel>
      {templates.slice(0, MOST_TEMPLATES).map((template) => (
        <MenuItem key={template.id} onSelect={() => onTemplate(template)}>
          <span dir="auto" className="max-w-56 truncate">
            {template.name}
          </span>
        </MenuItem>
      ))}
      <MenuItem onSelect={onSaveTemplate}>{text.saveTemplate}</MenuItem>
      <MenuLine />
      {WISHES.map((wish) => (
        <MenuToggle
          key={wish}
          label={text[wish]}
          on={draft[wish] === true}
          onChange={(on) => change({ [wish]: on })}
        />
      ))}
      <MenuChoice
        label={text.priority}
        value={draft.priority ?? 'normal'}
        onChange={(priority) => change({ priority })}
        options={PRIORITIES.map((value) => ({ value, label: text.priorities[value] }))}
      />
    </Menu>
  );
}
