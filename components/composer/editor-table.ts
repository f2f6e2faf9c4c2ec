// Simple tables in the text: rows of cells with a heading row, edited as in other programs (Tab goes on, and adds a row at the end).
import { mergeAttributes, Node } from '@tiptap/react';
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  tableEditing,
} from '@tiptap/pm/tables';
import type { Editor } from '@tiptap/react';

const span = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Math.min(50, Math.max(1, Number(element.getAttribute(name)) || 1)),
  renderHTML: (attributes: Record<string, unknown>) =>
    attributes[name] === 1 ? {} : { [name]: attributes[name] },
});

/** By these prosemirror-tables knows the nodes of a table. */
const ROLES: Record<string, string> = {
  table: 'table',
  tableRow: 'row',
  tableCell: 'cell',
  tableHeader: 'header_cell',
};

const cell = (name: string, tag: string) =>
  Node.create({
    name,
    content: 'block+',
    isolating: true,
    addAttributes: () => ({
      colspan: span('colspan'),
      rowspan: span('rowspan'),
      colwidth: { default: null, rendered: false },
    }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
  });

const row = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

const table = Node.create({
  name: 'table',
  content: 'tableRow+',
  group: 'block',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  extendNodeSchema: ({ name }) => (ROLES[name] ? { tableRole: ROLES[name] } : {}),
  addProseMirrorPlugins: () => [tableEditing()],
  addKeyboardShortcuts: () => ({
    Tab: ({ editor }) => {
      if (!isInTable(editor.state)) return false;
      const { dispatch } = editor.view;
      if (goToNextCell(1)(editor.state, dispatch)) return true;
      addRowAfter(editor.state, dispatch);
      return goToNextCell(1)(editor.state, dispatch);
    },
    'Shift-Tab': ({ editor }) => goToNextCell(-1)(editor.state, editor.view.dispatch),
  }),
});

/** The nodes of a table. */
export const tableNodes = [table, row, cell('tableCell', 'td'), cell('tableHeader', 'th')];

/** What can be done to the table that the cursor is in. */
export const tableActions = {
  addRow: addRowAfter,
  addColumn: addColumnAfter,
  deleteRow,
  deleteColumn,
  deleteTable,
};

/** Does one of `tableActions` at the cursor. */
export function changeTable(editor: Editor, action: keyof typeof tableActions): void {
  editor.commands.focus();
  tableActions[action](editor.state, editor.view.dispatch);
}

/** Puts an empty table of three columns at the cursor: a heading row and two others. */
export function insertTable(editor: Editor): void {
  const cells = (type: string) =>
    Array.from({ length: 3 }, () => ({ type, content: [{ type: 'paragraph' }] }));
  editor
    .chain()
    .focus()
    .insertContent([
      {
        type: 'table',
        content: ['tableHeader', 'tableCell', 'tableCell'].map((type) => ({
          type: 'tableRow',
          content: cells(type),
        })),
      },
      { type: 'paragraph' },
    ])
    .run();
}
