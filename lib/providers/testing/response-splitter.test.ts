import { expect, test } from 'vitest';
import { ResponseSplitter } from './response-splitter';

const WIRE = '* OK hi\r\n* 1 FETCH (BODY[] {7}\r\na\r\nb\r\n. UID 1)\r\nA1 OK {3}\r\nabc\r\n* BYE';

test.each([1, 2, 3, 7, 1000])('responses come whole from chunks of %i octets', (size) => {
  const splitter = new ResponseSplitter();
  const got: string[] = [];
  for (let from = 0; from < WIRE.length; from += size)
    for (const response of splitter.push(Buffer.from(WIRE.slice(from, from + size))))
      got.push(response.toString());
  expect(got).toEqual([
    '* OK hi\r\n',
    '* 1 FETCH (BODY[] {7}\r\na\r\nb\r\n. UID 1)\r\n',
    'A1 OK {3}\r\nabc\r\n',
  ]);
});
