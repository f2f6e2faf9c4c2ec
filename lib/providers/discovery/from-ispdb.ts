// Asks the public database of mail providers. It learns the domain, never the address.
import { readAt } from './from-autoconfig';
import type { Method } from './types';

/** What the database says about the domain. */
export const fromIspdb: Method = async (question, world) =>
  world.ispdb === null ? null : readAt(`${world.ispdb}${question.domain}`, question, world, 'ispdb');
