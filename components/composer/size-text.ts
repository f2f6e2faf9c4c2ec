// Sizes of files as the composer shows them.
import { sizeText } from '@/lib/client/time-text';

/** '1.4 MB', in the page's language. */
export function sizeOf(octets: number): string {
  return sizeText(octets, document.documentElement.lang || 'en');
}

/** The limit as the administrator set it, in units of 1024 x 1024 octets: '25 MB'. */
export function limitText(octets: number): string {
  return `${Math.round(octets / (1024 * 1024))} MB`;
}
