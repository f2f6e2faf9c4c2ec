// The tree of a message's parts, as BODYSTRUCTURE (RFC 3501 7.4.2) or our own parser describes it.

/** A leaf or multipart. `part` is the number for BODY[part], '' for a multipart at the root; sizes are encoded octets. */
export interface MimePart {
  part: string;
  /** Lower case, such as 'text/html' or 'multipart/related'. */
  type: string;
  /** Content-Type parameters, keys in lower case, values decoded (RFC 2231). */
  parameters: Record<string, string>;
  /** Content-Transfer-Encoding in lower case. */
  encoding: string;
  size: number;
  disposition: 'inline' | 'attachment' | null;
  /** File name, decoded, not yet cleaned. */
  name: string | null;
  /** Without angle brackets. */
  contentId: string | null;
  children: MimePart[];
}
