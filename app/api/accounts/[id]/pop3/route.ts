import { Pop3Settings } from '@/lib/contract/account';
import { route } from '@/lib/http/route';
import { getPop3Settings, updatePop3Settings } from '@/lib/services/pop3-settings';

export const GET = route({}, ({ userId, id }) => getPop3Settings(userId, id('id')));

export const PUT = route({ body: Pop3Settings }, ({ userId, id, body }) =>
  updatePop3Settings(userId, id('id'), body),
);
