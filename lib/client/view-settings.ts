// How a person likes the screen: theme, density, widths, folded folders, time zone. Kept in a cookie so that the first HTML is right.

export type Theme = 'light' | 'dark' | 'system';
export type Density = 'comfortable' | 'cosy' | 'compact';

/** The settings of one browser. `zone` and `locale` are what the browser says about times. */
export interface ViewSettings {
  theme: Theme;
  density: Density;
  listWidth: number;
  sidebar: 'open' | 'icons';
  /** Folders whose own folders are hidden in the sidebar, by id; the last one was folded last. */
  folded: readonly number[];
  zone: string;
  locale: string;
}

/** The cookie's name. It holds nothing personal and no secret. */
export const VIEW_COOKIE = 'pennypost-view';
/** A cookie has room for so many: the oldest are open again. */
const MOST_FOLDED = 100;
const LIST_WIDTH = { min: 300, max: 640, usual: 380 };
export const ROW_HEIGHT: Record<Density, number> = { comfortable: 78, cosy: 56, compact: 36 };

const defaults: ViewSettings = {
  theme: 'system',
  density: 'comfortable',
  listWidth: LIST_WIDTH.usual,
  sidebar: 'open',
  folded: [],
  zone: 'UTC',
  locale: 'en-GB',
};

function oneOf<T extends string>(value: string | null, allowed: readonly T[], usual: T): T {
  return allowed.find((entry) => entry === value) ?? usual;
}

/** True when Intl knows the name: a cookie may hold anything. */
function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** Reads the cookie's value; whatever is wrong or absent is the default. */
export function readViewSettings(value: string | undefined): ViewSettings {
  const given = new URLSearchParams(value ?? '');
  const width = Number(given.get('list') ?? LIST_WIDTH.usual);
  const zone = given.get('zone') ?? '';
  const locale = given.get('locale') ?? '';
  return {
    theme: oneOf(given.get('theme'), ['light', 'dark', 'system'], defaults.theme),
    density: oneOf(given.get('density'), ['comfortable', 'cosy', 'compact'], defaults.density),
    listWidth: Number.isFinite(width)
      ? Math.min(LIST_WIDTH.max, Math.max(LIST_WIDTH.min, Math.round(width)))
      : LIST_WIDTH.usual,
    sidebar: oneOf(given.get('side'), ['open', 'icons'], defaults.sidebar),
    folded: (given.get('folded') ?? '')
      .split('.')
      .filter((id) => /^[1-9]\d{0,14}$/u.test(id))
      .map(Number)
      .slice(-MOST_FOLDED),
    zone: zone && isZone(zone) ? zone : defaults.zone,
    locale: /^en(-[A-Za-z0-9]{2,8})*$/u.test(locale) ? locale : defaults.locale,
  };
}

/** The cookie's value for these settings. */
export function writeViewSettings(settings: ViewSettings): string {
  return new URLSearchParams({
    theme: settings.theme,
    density: settings.density,
    list: String(settings.listWidth),
    side: settings.sidebar,
    folded: settings.folded.slice(-MOST_FOLDED).join('.'),
    zone: settings.zone,
    locale: settings.locale,
  }).toString();
}

/** Keeps the settings for a year. */
export function saveViewSettings(settings: ViewSettings): void {
  const value = encodeURIComponent(writeViewSettings(settings));
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and this one is ours
  document.cookie = `${VIEW_COOKIE}=${value}; path=/; max-age=31536000; samesite=lax`;
}

/** What the browser says about times: the interface speaks English, so an English locale decides the order of dates. */
export function browserTimes(): Pick<ViewSettings, 'zone' | 'locale'> {
  const locale = navigator.languages.find((language) => /^en\b/u.test(language)) ?? defaults.locale;
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone || defaults.zone, locale };
}
