// The sentence for an address whose mail servers nobody named.
import { domainToUnicode } from 'node:url';

/** With the domain (A-labels) in the person's own script, and what to do now. */
export const unknownServers = (domain: string, whatNow: string): string =>
  `The mail servers of ${domainToUnicode(domain)} are not known here. ${whatNow}`;
