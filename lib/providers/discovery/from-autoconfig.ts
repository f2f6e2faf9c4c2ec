// Asks the domain itself: autoconfig.DOMAIN, then DOMAIN/.well-known/autoconfig. Over https only: its answer gets the password.
import { readClientConfig } from './read-client-config';
import type { Candidate, Method, Question, World } from './types';

const FILE = 'mail/config-v1.1.xml';

/** The domain's own document. */
export const fromAutoconfig: Method = async (question, world) => {
  const { domain, address } = question;
  const query = `?emailaddress=${encodeURIComponent(address)}`;
  const [own, wellKnown] = [
    readAt(`https://autoconfig.${domain}/${FILE}${query}`, question, world, 'autoconfig'),
    readAt(`https://${domain}/.well-known/autoconfig/${FILE}`, question, world, 'autoconfig'),
  ];
  return (await own) ?? (await wellKnown);
};

/** Gets and reads one document; null when it is not there or cannot be used. */
export async function readAt(
  url: string,
  question: Question,
  world: World,
  source: Candidate['source'],
): Promise<Candidate | null> {
  const answer = await world.get(url);
  if (!answer) return null;
  try {
    return readClientConfig(answer.bytes.toString('utf8'), question, source);
  } catch {
    // Many sites answer any address with a page: no document is the ordinary case, and says nothing to the person.
    return null;
  }
}
