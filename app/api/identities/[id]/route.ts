import { IdentityPatch } from '@/lib/contract/accounts';
import { route } from '@/lib/http/route';
import { removeIdentity, updateIdentity } from '@/lib/services/identities';

export const PATCH = route({ body: IdentityPatch }, ({ userId, id, body }) =>
  updateIdentity(userId, id('id'), body),
);

export const DELETE = route({}, ({ userId, id }) => removeIdentity(userId, id('id')));
