// The times that 'Send later' offers, in the browser's own time zone.

/** When a morning begins. */
const MORNING_HOUR = 8;

const morning = (now: Date, days: number) =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR).getTime();

/** Epoch ms of tomorrow's morning and that of the next Monday, also where summer time begins or ends in between. */
export function sendTimes(now: Date): { tomorrow: number; monday: number } {
  // Sunday 0 … Saturday 6: from Monday it is a whole week.
  const days = (8 - now.getDay()) % 7 || 7;
  return { tomorrow: morning(now, 1), monday: morning(now, days) };
}

/** For an input of type datetime-local: '2026-11-27T08:00' of the browser's zone. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
