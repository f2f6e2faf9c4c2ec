// How a message that is wider than the screen is shown: smaller, as long as it can be read.

/** Below this a letter is a dot: what is still too wide scrolls sideways. */
const MIN_SCALE = 0.5;

/** The width to lay a message out in, as CSS, and the scale to show it at, for content `wide` pixels wide in `room` pixels. */
export function fitToRoom(wide: number, room: number): { width: string; scale: number } {
  if (room <= 0 || wide <= room + 1) return { width: '100%', scale: 1 };
  const scale = Math.max(MIN_SCALE, room / wide);
  return { width: `${Math.ceil(room / scale)}px`, scale };
}
