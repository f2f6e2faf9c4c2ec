import { clientIp } from '@/lib/auth/client-ip';
import { CheckRequest } from '@/lib/contract/checkup';
import { linesResponse } from '@/lib/http/lines';
import { openRoute } from '@/lib/http/open-route';
import { checkAccount } from '@/lib/services/check-account';

export const POST = openRoute(CheckRequest, async (form, request) =>
  linesResponse(await checkAccount(form, clientIp(request.headers))),
);
