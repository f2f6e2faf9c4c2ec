import { linesResponse } from '@/lib/http/lines';
import { route } from '@/lib/http/route';
import { checkOwnAccount } from '@/lib/services/check-own-account';

export const POST = route({}, async ({ userId, id }) =>
  linesResponse(await checkOwnAccount(userId, id('id'))),
);
