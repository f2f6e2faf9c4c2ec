// To, Cc and Bcc of a message, whole: the index keeps only the first people of very long ones.
import type { Address } from '@/lib/contract/mail';
import { MOST_PEOPLE } from '@/lib/contract/most-people';
import { AppError } from '@/lib/errors';
import { addressesOf, MOST_ADDRESSES, MOST_HEADER_OCTETS, rawHeaders } from '@/lib/mime/parse-headers';
import type { MessageRow } from '@/lib/store/read-messages';
import { withMessage } from './opened-message';

/** The recipients of a message, by field. */
export interface People {
  to: Address[];
  cc: Address[];
  bcc: Address[];
}

/**
 * Everyone that the message names as a recipient. Reads its header when the index may not have all: throws AppError when that cannot be had,
 * and 'bad-request' when there are more than can be read: an answer that silently misses some would be worse than none.
 */
export async function allPeople(message: MessageRow): Promise<People> {
  const { to, cc, bcc } = message;
  if ([to, cc, bcc].every((people) => people.length < MOST_PEOPLE)) return { to, cc, bcc };
  return peopleIn(await withMessage(message, (opened) => opened.header()));
}

/** As the header section names them. Throws 'bad-request' when it, or a list in it, is too long to be read whole. */
export function peopleIn(header: Buffer): People {
  const fields = rawHeaders(header);
  const people = {
    to: addressesOf(fields, 'to'),
    cc: addressesOf(fields, 'cc'),
    bcc: addressesOf(fields, 'bcc'),
  };
  const isWhole =
    header.length < MOST_HEADER_OCTETS && Object.values(people).every((list) => list.length < MOST_ADDRESSES);
  if (isWhole) return people;
  throw new AppError('bad-request', {
    userMessage:
      'This message names more recipients than Pennypost can take over. Answer its sender alone, or write to a mailing list.',
  });
}
