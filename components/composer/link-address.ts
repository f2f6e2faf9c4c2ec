// Makes a link's address of what a person types: 'example.org' and 'ann@example.org' are enough.
import { isAddress } from './parse-addresses';

/** An http, https, mailto or tel address; null for anything else, scripts above all. */
export function linkAddress(typed: string): string | null {
  const text = typed.trim();
  if (!text || /\s/.test(text)) return null;
  if (isAddress(text)) return `mailto:${text}`;
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d+(?:\/|$))/i.test(text);
  const full = hasScheme ? text : `https://${text}`;
  if (!URL.canParse(full)) return null;
  const { protocol, hostname } = new URL(full);
  if (protocol === 'mailto:' || protocol === 'tel:') return full;
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  return hasScheme || hostname.includes('.') || hostname === 'localhost' ? full : null;
}
