import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { openLeaf } from './open-leaf';
import { parseMessage } from './parse-message';
import { allParts } from './structure';

const big = Buffer.alloc(3_000_000, 'pennypost ');
const MAIL = [
  'Subject: parts',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=a',
  '',
  '--a',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=C3=BC=C3=9Fe',
  '--b',
  'Content-Type: text/html',
  '',
  '<p>Hello',
  '--b--',
  '--a',
  'Content-Type: application/octet-stream; name=big.bin',
  'Content-Transfer-Encoding: base64',
  '',
  big.toString('base64').replace(/(.{76})/gu, '$1\r\n'),
  '--a',
  'Content-Type: text/plain; name=last.txt',
  'Content-Disposition: attachment',
  '',
  'the end',
  '--a--',
  '',
].join('\r\n');

const inPieces = (text: string) =>
  Readable.from(
    (function* () {
      const octets = Buffer.from(text);
      for (let at = 0; at < octets.length; at += 50_000) yield octets.subarray(at, at + 50_000);
    })(),
    { objectMode: false },
  );
const leaf = async (part: string) => {
  const stream = await openLeaf(inPieces(MAIL), part);
  return stream && (await buffer(stream));
};

describe('a part of a raw message', () => {
  test('comes decoded, whichever it is', async () => {
    expect((await leaf('1.1'))!.toString()).toBe('Grüße');
    expect((await leaf('1.2'))!.toString()).toBe('<p>Hello');
    expect((await leaf('2'))!.equals(big)).toBe(true);
    expect((await leaf('3'))!.toString()).toBe('the end');
  });

  test('that is not there is null', async () => {
    for (const part of ['4', '1', '', '1.3']) expect(await leaf(part)).toBeNull();
  });

  test('a message without multipart is its own part 1', async () => {
    const stream = await openLeaf(Readable.from([Buffer.from('Subject: x\r\n\r\nbody\r\n')]), '1');
    expect((await buffer(stream!)).toString()).toContain('body');
  });

  test('has the numbers that the whole parse gives', async () => {
    const { structure } = await parseMessage(Buffer.from(MAIL));
    for (const { part } of allParts(structure!)) expect(await leaf(part)).not.toBeNull();
  });

  test('a reader who leaves ends it all', async () => {
    const raw = inPieces(MAIL);
    const stream = (await openLeaf(raw, '2'))!;
    stream.destroy();
    await expect.poll(() => raw.destroyed).toBe(true);
  });
});
