// What is seldom wanted of a message: receipts, encryption on the whole way, priority; and its earlier versions.
import { Ellipsis, History } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuChoice, MenuItem, MenuLine, MenuToggle } from '@/components/ui/menu';
import type { DraftHandle } from './use-draft';

interface MoreMenuProps {
  handle: DraftHandle;
  onHistory: () => void;
}

const WISHES = ['requestReadReceipt', 'requestDeliveryNotice', 'requireTls'] as const;
const PRIORITIES = ['high', 'normal', 'low'] as const;

/** What is on is part of the draft. */
export function MoreMenu({ handle, onHistory }: MoreMenuProps) {
  const { draft, change } = handle;
  return (
    <Menu align="start" trigger={<IconButton icon={Ellipsis} label={text.more} />}>
      <MenuItem onSelect={onHistory}>
        <History aria-hidden="true" size={16} />
        {text.history}
      </MenuItem>
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
