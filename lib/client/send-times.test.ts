import { expect, test } from 'vitest';
import { sendTimes, toLocalInput } from './send-times';

test.each([
  // A Thursday, a Sunday, a Monday; the ends of months and years.
  ['2026-11-26T14:00', '2026-11-27T08:00', '2026-11-30T08:00'],
  ['2026-11-29T23:59', '2026-11-30T08:00', '2026-11-30T08:00'],
  ['2026-11-30T00:01', '2026-12-01T08:00', '2026-12-07T08:00'],
  ['2026-12-31T10:00', '2027-01-01T08:00', '2027-01-04T08:00'],
])('from %s', (now, tomorrow, monday) => {
  const times = sendTimes(new Date(now));
  expect(toLocalInput(times.tomorrow)).toBe(tomorrow);
  expect(toLocalInput(times.monday)).toBe(monday);
});
