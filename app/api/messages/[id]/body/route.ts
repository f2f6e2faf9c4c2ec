import { route } from '@/lib/http/route';
import { getBody } from '@/lib/services/read-message';

export const GET = route({}, ({ userId, id }) => getBody(userId, id('id')));
