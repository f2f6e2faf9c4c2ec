import { clientIp } from '@/lib/auth/client-ip';
import { AccountAdd } from '@/lib/contract/accounts';
import { route } from '@/lib/http/route';
import { addAccount } from '@/lib/services/add-account';
import { listAccounts } from '@/lib/services/list-accounts';

export const GET = route({}, ({ userId }) => listAccounts(userId));

export const POST = route({ body: AccountAdd }, ({ userId, body, request }) =>
  addAccount(userId, body, clientIp(request.headers)),
);
