// To, Cc and Bcc of a message, whole: the index keeps only the first people of very long ones.
import type { Address } from '@/lib/contract/mail';
import { MOST_PEOPLE } from '@/lib/contract/most-people';
import { addressesOf, rawHeaders } from '@/lib/mime/parse-headers';
import type { MessageRow } from '@/lib/store/read-messages';
import { openSource } from './open-part';
import { readBounded } from './read-bounded';

/** What of a message is read for its header; more of one is not looked at. */
const MAX_OCTETS = 1024 * 1024;

/** Everyone the message names as a recipient. Asks the mail server when the index does not have all; throws AppError when that fails. */
export async function allPeople(
  message: MessageRow,
): Promise<{ to: Address[]; cc: Address[]; bcc: Address[] }> {
  const { to, cc, bcc } = message;
  if ([to, cc, bcc].every((people) => people.length <= MOST_PEOPLE)) return { to, cc, bcc };
  const fields = rawHeaders(await readBounded(await openSource(message), MAX_OCTETS));
  return {
    to: addressesOf(fields, 'to'),
    cc: addressesOf(fields, 'cc'),
    bcc: addressesOf(fields, 'bcc'),
  };
}
