// Guesses by who takes the domain's mail: an exchanger inside a known provider's domain has that provider's settings.
import { fromAutoconfig } from './from-autoconfig';
import { fromIspdb } from './from-ispdb';
import type { Method } from './types';

/** mx1.mail.provider.org -> provider.org and mail.provider.org; the database lists the names of exchangers as well. */
function providersOf(exchanger: string): string[] {
  const labels = exchanger.toLowerCase().replace(/\.$/u, '').split('.');
  const long = labels.slice(-3).join('.');
  const short = labels.slice(-2).join('.');
  return labels.length > 3 ? [long, short] : [short];
}

/** The settings of the provider behind the first mail exchanger; they are another domain's, so never sure. */
export const fromMx: Method = async ({ address, domain }, world) => {
  const [exchanger] = await world.mx(domain);
  if (!exchanger) return null;
  const answers = providersOf(exchanger)
    .filter((provider) => provider !== domain)
    .flatMap((provider) =>
      // The address stays at home: only the provider's name is asked for.
      [fromIspdb, fromAutoconfig].map((method) =>
        method({ address: `mail@${provider}`, domain: provider }, world).then((found) => ({
          found,
          provider,
        })),
      ),
    );
  for (const answer of answers) {
    const { found, provider } = await answer;
    if (found) return { ...found, source: 'mx', username: forPerson(found.username, address, provider) };
  }
  return null;
};

/** The provider was asked about `mail@provider`: what it says about that name is turned to the person's. */
function forPerson(username: string, address: string, provider: string): string {
  if (username === `mail@${provider}`) return address;
  return username === 'mail' ? address.slice(0, address.lastIndexOf('@')) : address;
}
