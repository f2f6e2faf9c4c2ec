import { FindServers } from '@/lib/contract/found-servers';
import { clientIp } from '@/lib/http/client-ip';
import { openRoute } from '@/lib/http/open-route';
import { findServersOf } from '@/lib/services/find-servers';

export const POST = openRoute(FindServers, async ({ address }, request) => ({
  found: await findServersOf(address, clientIp(request.headers)),
}));
