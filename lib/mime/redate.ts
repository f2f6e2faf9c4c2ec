// Gives a finished message another Date (RFC 5322 3.6.1): it was planned for one time and leaves at another.

const MAX_HEAD = 256 * 1024;

/** '2026-11-26T09:00Z' -> 'Thu, 26 Nov 2026 09:00:00 +0000' */
const dateField = (date: Date) => date.toUTCString().replace('GMT', '+0000');

/** The same octets, chunk by chunk, with the first Date field of the header replaced. */
export async function* redated(source: AsyncIterable<Uint8Array>, date: Date): AsyncGenerator<Uint8Array> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of source) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.includes('\r\n\r\n') || head.length > MAX_HEAD) {
      yield replaced(head, date);
      head = null;
    }
  }
  if (head !== null) yield replaced(head, date);
}

function replaced(head: Buffer, date: Date): Buffer {
  const text = head.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const header = end < 0 ? text : text.slice(0, end + 2);
  const field = `Date: ${dateField(date)}\r\n`;
  return Buffer.from(header.replace(/^Date:[^\r]*\r\n/imu, field) + text.slice(header.length), 'latin1');
}
