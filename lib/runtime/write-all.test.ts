import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAll } from './write-all';

test('a disk that takes three octets at a time gets all of them, at their place', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pennypost-write-'));
  const file = await open(join(dir, 'a'), 'w');
  const write = (octets: Buffer, at: number, length: number, position: number | null) =>
    file.write(octets, at, Math.min(3, length), position);
  const slow = { write } as Pick<FileHandle, 'write'>;
  await writeAll(slow, Buffer.from('0123456789'));
  await writeAll(slow, Buffer.from('abcd'), 4);
  await file.close();
  expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('0123abcd89');
  rmSync(dir, { recursive: true });
});
