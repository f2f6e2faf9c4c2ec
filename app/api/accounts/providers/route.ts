import { askToLink } from '@/lib/auth/link-grant';
import { ProviderLink } from '@/lib/contract/accounts';
import { route } from '@/lib/http/route';
import { offeredProviders } from '@/lib/services/offered-providers';

export const GET = route({}, async () => offeredProviders());

export const POST = route({ body: ProviderLink }, async ({ userId, sessionId, body }) => ({
  target: await askToLink({ userId, sessionId }, body),
}));
