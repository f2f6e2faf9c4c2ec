import { route } from '@/lib/http/route';
import { readAhead } from '@/lib/services/read-ahead';

export const GET = route({}, ({ userId, id }) => readAhead(userId, id('id')));
