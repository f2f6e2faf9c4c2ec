// How this browser likes the screen, for every component; changes are kept and applied at once.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { browserTimes, saveViewSettings, type ViewSettings } from '@/lib/client/view-settings';

interface View {
  settings: ViewSettings;
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
    };
    apply();
    media.addEventListener('change', apply);
    return () => media.removeEventListener('change', apply);
  }, [settings.theme]);
  const view = useMemo<View>(
    () => ({
      settings,
      change: (patch) =>
        setSettings((now) => {
          const next = { ...now, ...patch };
          saveViewSettings(next);
          return next;
        }),
    }),
    [settings],
  );
  return <Context value={view}>{children}</Context>;
}
