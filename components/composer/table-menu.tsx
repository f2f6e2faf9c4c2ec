// A table at the cursor: put one in, or change the one that is there.
import { type Editor, useEditorState } from '@tiptap/react';
import { Table } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { changeTable, insertTable, tableActions } from './editor-table';

interface TableMenuProps {
  editor: Editor;
  tabIndex: number;
  onFocus: () => void;
}

const ACTIONS = Object.keys(tableActions) as (keyof typeof tableActions)[];

/** Offers what makes sense where the cursor is. */
export function TableMenu({ editor, tabIndex, onFocus }: TableMenuProps) {
  const isInside = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('table') });
  return (
    <Menu
      align="start"
      onClosed={() => editor.commands.focus()}
      trigger={<IconButton icon={Table} label={text.table} tabIndex={tabIndex} onFocus={onFocus} />}
    >
      {isInside ? (
        ACTIONS.map((action) => (
          <MenuItem key={action} onSelect={() => changeTable(editor, action)}>
            {text.tableActions[action]}
          </MenuItem>
        ))
      ) : (
        <MenuItem onSelect={() => insertTable(editor)}>{text.insertTable}</MenuItem>
      )}
    </Menu>
  );
}
