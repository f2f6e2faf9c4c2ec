import { clientIp } from '@/lib/auth/client-ip';
import { AccountPatch } from '@/lib/contract/accounts';
import { route } from '@/lib/http/route';
import { removeAccount } from '@/lib/services/remove-account';
import { updateAccount } from '@/lib/services/update-account';

export const PATCH = route({ body: AccountPatch }, ({ userId, id, body, request }) =>
  updateAccount(userId, id('id'), body, clientIp(request.headers)),
);

export const DELETE = route({}, ({ userId, id, sessionId }) => removeAccount(userId, id('id'), sessionId));
