// A body part's octets to text: transfer encoding first, then charset.
import { decodeCharset } from './charset';
import { decodeTransfer } from './transfer-encoding';

export { decodeStream } from './transfer-encoding';

const META_CHARSET = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})/iu;

/** Never throws; an unknown charset gets the best guess. HTML without a charset may name it itself. */
export function decodeText(bytes: Buffer, encoding: string, charset: string | undefined): string {
  const plain = decodeTransfer(bytes, encoding);
  return decodeCharset(plain, charset || META_CHARSET.exec(plain.subarray(0, 2048).toString('latin1'))?.[1]);
}
