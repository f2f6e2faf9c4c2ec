import { CheckRequest } from '@/lib/contract/checkup';
import { clientIp } from '@/lib/http/client-ip';
import { openRoute } from '@/lib/http/open-route';
import { checkAccount } from '@/lib/services/check-account';

export const POST = openRoute(
  CheckRequest,
  async (form, request) =>
    new Response(await checkAccount(form, clientIp(request.headers)), {
      headers: {
        'content-type': 'application/x-ndjson',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    }),
);
