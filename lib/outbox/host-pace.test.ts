import { expect, test } from 'vitest';
import { asksForLess, HostPace } from './host-pace';

test('a host takes four at a time', () => {
  const pace = new HostPace();
  for (let i = 0; i < 4; i++) {
    expect(pace.full(0)).toEqual([]);
    pace.begin('a');
  }
  expect(pace.full(0)).toEqual(['a']);
  pace.end('a', 'accepted', 0);
  expect(pace.full(0)).toEqual([]);
});

test('told to slow down it is left alone, longer each time, then one at a time until it accepts again', () => {
  const pace = new HostPace();
  pace.begin('a');
  pace.begin('a');
  pace.end('a', 'slow', 1000);
  pace.end('a', 'slow', 1001);
  expect(pace.full(30_999)).toEqual(['a']);
  expect(pace.nextEndAt(1002)).toBe(31_000);
  expect([...pace.pauses(1002)]).toEqual([['a', 31_000]]);
  expect([...pace.pauses(31_000)]).toEqual([]);
  expect(pace.full(31_000)).toEqual([]);
  pace.begin('a');
  expect(pace.full(31_000)).toEqual(['a']);
  pace.end('a', 'slow', 31_000);
  expect(pace.nextEndAt(31_001)).toBe(91_000);
  for (let i = 0; i < 4; i++) {
    pace.begin('a');
    pace.end('a', 'accepted', 100_000);
  }
  pace.begin('a');
  expect(pace.full(100_000)).toEqual([]);
});

test('forgiven it takes four again, of which those under way count', () => {
  const pace = new HostPace();
  pace.begin('a');
  pace.begin('a');
  pace.end('a', 'slow', 0);
  pace.forgive('a');
  pace.forgive('b');
  expect(pace.nextEndAt(1)).toBeNull();
  for (let i = 0; i < 3; i++) {
    expect(pace.full(1)).toEqual([]);
    pace.begin('a');
  }
  expect(pace.full(1)).toEqual(['a']);
  pace.end('a', 'slow', 2);
  expect(pace.nextEndAt(3)).toBe(30_002);
});

test('another host goes on meanwhile', () => {
  const pace = new HostPace();
  pace.begin('a');
  pace.end('a', 'slow', 0);
  pace.begin('b');
  expect(pace.full(1)).toEqual(['a']);
});

test.each([
  [421, '4.7.0 busy', true],
  [450, '4.7.1 too fast', true],
  [451, '4.3.0 broken', false],
  [452, 'Too many recipients received this hour', true],
  [451, '4.7.1 Greylisted, try again in 5 minutes', false],
  [550, '5.7.1 no', false],
  [null, 'closed', false],
])('%s %s asks for less: %s', (code, text, less) => {
  expect(asksForLess(code, text)).toBe(less);
});
