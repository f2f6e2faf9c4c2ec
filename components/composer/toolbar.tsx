// The formatting buttons: one stop of the Tab key, arrows between the buttons (a toolbar).
import { type Editor, useEditorState } from '@tiptap/react';
import {
  Bold,
  Code,
  Italic,
  Link2,
  List,
  ListOrdered,
  type LucideIcon,
  Quote,
  RemoveFormatting,
  Strikethrough,
  Underline,
} from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { IconButton } from '@/components/ui/icon-button';
import { ColourMenu } from './colour-menu';
import { TableMenu } from './table-menu';

type Style =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'link'
  | 'bulletList'
  | 'orderedList'
  | 'blockquote'
  | 'code';

interface Tool {
  id: Style | 'clear';
  label: string;
  icon: LucideIcon;
  run: (editor: Editor) => void;
}

const TOOLS: Tool[] = [
  { id: 'bold', label: text.bold, icon: Bold, run: (e) => e.chain().focus().toggleBold().run() },
  { id: 'italic', label: text.italic, icon: Italic, run: (e) => e.chain().focus().toggleItalic().run() },
  {
    id: 'underline',
    label: text.underline,
    icon: Underline,
    run: (e) => e.chain().focus().toggleUnderline().run(),
  },
  {
    id: 'strike',
    label: text.strike,
    icon: Strikethrough,
    run: (e) => e.chain().focus().toggleStrike().run(),
  },
  { id: 'link', label: text.link, icon: Link2, run: () => {} },
  {
    id: 'bulletList',
    label: text.bulletList,
    icon: List,
    run: (e) => e.chain().focus().toggleBulletList().run(),
  },
  {
    id: 'orderedList',
    label: text.orderedList,
    icon: ListOrdered,
    run: (e) => e.chain().focus().toggleOrderedList().run(),
  },
  {
    id: 'blockquote',
    label: text.quote,
    icon: Quote,
    run: (e) => e.chain().focus().toggleBlockquote().run(),
  },
  { id: 'code', label: text.code, icon: Code, run: (e) => e.chain().focus().toggleCode().run() },
  {
    id: 'clear',
    label: text.clear,
    icon: RemoveFormatting,
    run: (e) => e.chain().focus().unsetAllMarks().clearNodes().run(),
  },
];

interface ToolbarProps {
  editor: Editor;
  onLink: () => void;
}

/** Buttons act on the selection and give the focus back to the text. */
export function Toolbar({ editor, onLink }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);
  const pressed = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      TOOLS.filter(({ id }) => id !== 'clear' && now.isActive(id))
        .map(({ id }) => id)
        .join(' '),
  }).split(' ');

  const onKeyDown = (event: KeyboardEvent) => {
    const last = TOOLS.length + 1;
    const to = {
      ArrowRight: stop === last ? 0 : stop + 1,
      ArrowLeft: stop === 0 ? last : stop - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setStop(to);
    bar.current?.querySelectorAll('button')[to]?.focus();
  };

  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={text.toolbar}
      className="flex min-w-0 items-center overflow-x-auto"
      onKeyDown={onKeyDown}
    >
      {TOOLS.map(({ id, label, icon, run }, index) => (
        <IconButton
          key={id}
          label={label}
          icon={icon}
          className="aria-pressed:bg-selected aria-pressed:text-accent"
          tabIndex={index === stop ? 0 : -1}
          aria-pressed={id === 'clear' ? undefined : pressed.includes(id)}
          onMouseDown={(event) => event.preventDefault()}
          onFocus={() => setStop(index)}
          onClick={() => (id === 'link' ? onLink() : run(editor))}
        />
      ))}
      <ColourMenu
        editor={editor}
        tabIndex={stop === TOOLS.length ? 0 : -1}
        onFocus={() => setStop(TOOLS.length)}
      />
      <TableMenu
        editor={editor}
        tabIndex={stop === TOOLS.length + 1 ? 0 : -1}
        onFocus={() => setStop(TOOLS.length + 1)}
      />
    </div>
  );
}
