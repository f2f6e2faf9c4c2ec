// Where short messages and their Undo show, in the colours of the theme.
import type { CSSProperties } from 'react';
import { Toaster as Sonner } from 'sonner';
import { useView } from './view-settings-context';

const COLOURS = {
  '--normal-bg': 'var(--color-surface-raised)',
  '--normal-border': 'var(--color-line)',
  '--normal-text': 'var(--color-text)',
} as CSSProperties;

/** Mount it once a page. */
export function Toaster() {
  const { settings } = useView();
  return (
    <Sonner
      theme={settings.theme}
      style={COLOURS}
      position="bottom-left"
      closeButton
      offset={16}
      // Above the bar of the reader and the round button.
      mobileOffset={{ bottom: 80 }}
      toastOptions={{ className: 'text-sm' }}
    />
  );
}
