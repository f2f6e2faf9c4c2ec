// The providers of the configuration as forms offer them: no secret of theirs, field by field.
import type { Offer } from '@/lib/contract/accounts';
import { oauthProviders } from '@/lib/runtime/oauth-providers';

/** In the order of the configuration. */
export const offeredProviders = (): Offer[] =>
  oauthProviders().map(({ id, name, domains, servers }) => ({
    id,
    name,
    domains,
    host: servers?.imap.host ?? null,
  }));
