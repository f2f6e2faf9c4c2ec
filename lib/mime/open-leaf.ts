// One part of a raw message as a stream of decoded octets: for messages that no IMAP server takes apart for us. Nothing is buffered as a whole.
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newParser } from './parse-message';

/** The leaf with this IMAP part number (RFC 3501 6.4.5), null when the message has none. base64 and quoted-printable are undone. */
export function openLeaf(raw: Readable, wanted: string): Promise<Readable | null> {
  return new Promise((resolve, reject) => {
    const parser = newParser();
    let found = false;
    const stop = () => {
      raw.destroy();
      parser.destroy();
    };
    const fail = (error: Error) => {
      stop();
      reject(error);
    };
    raw.on('error', fail);
    parser.on('error', fail);
    parser.on('end', () => {
      if (!found) resolve(null);
    });
    parser.on('data', (item) => {
      if (item.type !== 'attachment') return;
      const content = item.content as Readable;
      if (found || (item.partId ?? '1') !== wanted) {
        content.on('end', () => item.release?.());
        content.resume();
        return;
      }
      found = true;
      const through = new PassThrough();
      // All that follows is of no interest; nor is this part when its reader has left.
      void pipeline(content, through)
        .catch(() => {})
        .finally(stop);
      resolve(through);
    });
    raw.pipe(parser);
  });
}
