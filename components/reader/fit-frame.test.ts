import { expect, test } from 'vitest';
import { fitToRoom } from './fit-frame';

test.each([
  ['fits', 300, 358, { width: '100%', scale: 1 }],
  ['a rounding too wide', 359, 358, { width: '100%', scale: 1 }],
  ['a newsletter on a telephone', 716, 400, { width: '716px', scale: 400 / 716 }],
  ['too wide to be read whole', 4000, 400, { width: '800px', scale: 0.5 }],
  ['not laid out yet', 300, 0, { width: '100%', scale: 1 }],
])('%s', (_, wide, room, expected) => {
  expect(fitToRoom(wide, room)).toEqual(expected);
});
