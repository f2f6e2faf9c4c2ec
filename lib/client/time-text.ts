// Times as a person reads them, through Intl, in the browser's zone (also while the server renders).
import type { ViewSettings } from './view-settings';

type Times = Pick<ViewSettings, 'zone' | 'locale'>;
const formatters = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs about 50 times what using one does.
function formatter({ zone, locale }: Times, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${locale} ${zone} ${name}`;
  let held = formatters.get(key);
  if (!held) {
    held = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    formatters.set(key, held);
  }
  return held;
}

const dayOf = (at: number, times: Times) =>
  formatter(times, 'day-key', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
const yearOf = (at: number, times: Times) => formatter(times, 'year-key', { year: 'numeric' }).format(at);

/** Today the hour, this year day and month, else the date. */
export function shortTime(at: number, now: number, times: Times): string {
  if (dayOf(at, times) === dayOf(now, times))
    return formatter(times, 'hour', { hour: '2-digit', minute: '2-digit' }).format(at);
  if (yearOf(at, times) === yearOf(now, times))
    return formatter(times, 'day', { day: 'numeric', month: 'short' }).format(at);
  return formatter(times, 'date', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
}

/** 'Tue 24 Nov, 11:41' this year, with the year otherwise: a message's head. */
export function mediumTime(at: number, now: number, times: Times): string {
  const sameYear = yearOf(at, times) === yearOf(now, times);
  return formatter(times, sameYear ? 'medium' : 'medium-year', {
    weekday: sameYear ? 'short' : undefined,
    day: 'numeric',
    month: 'short',
    year: sameYear ? undefined : 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

/** The whole truth, for a title and the details. */
export function fullTime(at: number, times: Times): string {
  return formatter(times, 'full', { dateStyle: 'full', timeStyle: 'long' }).format(at);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** '1.4 MB': decimal units, one digit where it says something. */
export function sizeText(octets: number, locale: string): string {
  const step = Math.min(UNITS.length - 1, octets < 1000 ? 0 : Math.floor(Math.log10(octets) / 3));
  const value = octets / 1000 ** step;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 1 ? 1 : 0,
  }).format(value);
}
