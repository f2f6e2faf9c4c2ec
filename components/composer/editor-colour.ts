// Colours of words: of the letters, and behind them.
import { Mark } from '@tiptap/react';

/** Colours that can be read on white and on dark paper alike; null is the text's own. */
export const COLOURS = ['#c62828', '#b45309', '#2e7d32', '#1565c0', '#7b1fa2', '#6b7280'] as const;
export const BACKGROUND = '#fff3b0';

const SAFE = /^(?:#[0-9a-f]{3,8}|rgba?\([\d\s.,%]+\)|[a-z]{3,20})$/i;
const safe = (value: string) => (SAFE.test(value.trim()) ? value.trim() : null);

/** One mark for both, so that they lie in one element. */
export const colour = Mark.create({
  name: 'colour',
  addAttributes: () => ({
    color: {
      default: null,
      parseHTML: (element: HTMLElement) => safe(element.style.color),
      renderHTML: ({ color }: Record<string, unknown>) => (color ? { style: `color: ${color}` } : {}),
    },
    background: {
      default: null,
      parseHTML: (element: HTMLElement) => safe(element.style.backgroundColor),
      renderHTML: ({ background }: Record<string, unknown>) =>
        // Dark letters on it, also where the paper is dark.
        background ? { style: `background-color: ${background}; color: #1b1c1f` } : {},
    },
  }),
  parseHTML: () => [
    {
      tag: 'span',
      getAttrs: (element) => (element.style.color || element.style.backgroundColor ? null : false),
    },
    { tag: 'mark', getAttrs: () => ({ background: BACKGROUND }) },
  ],
  renderHTML: ({ HTMLAttributes }) => ['span', HTMLAttributes, 0],
});
