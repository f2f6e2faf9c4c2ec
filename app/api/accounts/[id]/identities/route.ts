import { IdentityCreate } from '@/lib/contract/accounts';
import { route } from '@/lib/http/route';
import { createIdentity } from '@/lib/services/identities';

export const POST = route({ body: IdentityCreate }, ({ userId, id, body }) =>
  createIdentity(userId, id('id'), body),
);
