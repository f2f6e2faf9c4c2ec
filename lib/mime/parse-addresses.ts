// Address lists of a header field (RFC 5322 3.4), groups flattened.
import addressparser from 'nodemailer/lib/addressparser';
import type { Address } from '@/lib/contract/mail';

/** The mailboxes of a field; what is no address is left out. Never throws. */
export function parseAddresses(field: string): Address[] {
  return addressparser(field.slice(0, 20_000), { flatten: true })
    .map(({ name, address }) => ({ name: name ?? '', address: address ?? '' }))
    .filter(({ address }) => address.includes('@'));
}
