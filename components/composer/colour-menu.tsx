// The colours of the selected words, and a marker behind them.
import type { Editor } from '@tiptap/react';
import { Highlighter, Palette } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu';
import { BACKGROUND, COLOURS } from './editor-colour';

interface ColourMenuProps {
  editor: Editor;
  tabIndex: number;
  onFocus: () => void;
}

/** One more choice of the same takes it away. */
export function ColourMenu({ editor, tabIndex, onFocus }: ColourMenuProps) {
  const set = (attributes: { color?: string | null; background?: string | null }) => {
    const now = { ...editor.getAttributes('colour'), ...attributes };
    const chain = editor.chain().focus();
    if (now.color || now.background) chain.setMark('colour', now).run();
    else chain.unsetMark('colour').run();
  };
  return (
    <Menu
      align="start"
      onClosed={() => editor.commands.focus()}
      trigger={<IconButton icon={Palette} label={text.colour} tabIndex={tabIndex} onFocus={onFocus} />}
    >
      {COLOURS.map((color) => (
        <MenuItem key={color} onSelect={() => set({ color })}>
          <span
            aria-hidden="true"
            className="size-4 rounded-full border border-line"
            style={{ background: color }}
          />
          {text.colours[color]}
        </MenuItem>
      ))}
      <MenuItem onSelect={() => set({ color: null })}>
        <span aria-hidden="true" className="size-4 rounded-full border border-line bg-text" />
        {text.ownColour}
      </MenuItem>
      <MenuLine />
      <MenuItem
        onSelect={() =>
          set({ background: editor.getAttributes('colour').background === BACKGROUND ? null : BACKGROUND })
        }
      >
        <Highlighter aria-hidden="true" size={16} />
        {text.marker}
      </MenuItem>
    </Menu>
  );
}
