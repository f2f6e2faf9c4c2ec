// Writes all octets of a chunk: one call may take fewer than it was given.
import type { FileHandle } from 'node:fs/promises';

/** Writes `octets` to `file`, at `position` or, without one, where the last write ended. */
export async function writeAll(
  file: Pick<FileHandle, 'write'>,
  octets: Buffer,
  position: number | null = null,
): Promise<void> {
  for (let at = 0; at < octets.length; ) {
    const to = position === null ? null : position + at;
    at += (await file.write(octets, at, octets.length - at, to)).bytesWritten;
  }
}
