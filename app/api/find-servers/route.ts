import { clientIp } from '@/lib/auth/client-ip';
import { FindServers } from '@/lib/contract/found-servers';
import { openRoute } from '@/lib/http/open-route';
import { findServersOf } from '@/lib/services/find-servers';

export const POST = openRoute(FindServers, async ({ address }, request) => ({
  found: await findServersOf(address, clientIp(request.headers)),
}));
