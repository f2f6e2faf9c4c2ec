// How this browser likes the screen, for every component; changes are kept and applied at once.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { browserTimes, saveViewSettings, type ViewSettings } from '@/lib/client/view-settings';

interface View {
  settings: ViewSettings;
  /** The theme that shows just now; false until the browser has the page. */
  isDark: boolean;
  change: (patch: Partial<ViewSettings>) => void;
}

const Context = createContext<View | null>(null);

/** The settings and how to change them. */
export function useView(): View {
  const view = useContext(Context);
  if (!view) throw new Error('useView needs a ViewProvider');
  return view;
}

export function ViewProvider({ first, children }: { first: ViewSettings; children: ReactNode }) {
  const [settings, setSettings] = useState(first);
  const [isDark, setDark] = useState(false);
  useEffect(() => {
    // The server does not know zone and locale at the first visit.
    setSettings((now) => {
      const next = { ...now, ...browserTimes() };
      saveViewSettings(next);
      return next;
    });
  }, []);
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const dark = settings.theme === 'dark' || (settings.theme === 'system' && media.matches);
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
      setDark(dark);
    };
    apply();
    media.addEventListener('change', apply);
    return () => media.removeEventListener('change', apply);
  }, [settings.theme]);
  const view = useMemo<View>(
    () => ({
      settings,
      isDark,
      change: (patch) =>
        setSettings((now) => {
          const next = { ...now, ...patch };
          saveViewSettings(next);
          return next;
        }),
    }),
    [settings, isDark],
  );
  return <Context value={view}>{children}</Context>;
}
