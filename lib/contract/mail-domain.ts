// The domain of a mail address as it goes into DNS and URLs; also in the browser, so with the URL parser alone.

/** Labels of letters, digits and hyphens (RFC 1123 2.1); the last is no number, which would make an IPv4 address. */
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;

/** A host or domain name in A-labels and lower case (RFC 5891), null when it is none. 'Müller.example.' -> 'xn--mller-kva.example'. */
export function toHostName(text: string): string | null {
  const name = text.trim().replace(/\.$/u, '');
  // What the URL parser would take for something else than a host
  if (/[\s/\\?#@:%[\]]/u.test(name) || !URL.canParse(`http://${name}/`)) return null;
  const ascii = new URL(`http://${name}/`).hostname;
  return HOST_NAME.test(ascii) ? ascii : null;
}

/** The domain of a mail address in A-labels, null when the address has none. */
export function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@');
  const name = at < 1 ? null : toHostName(address.slice(at + 1));
  return name?.includes('.') ? name : null;
}

/** The part before the last @. */
export const localPartOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));
