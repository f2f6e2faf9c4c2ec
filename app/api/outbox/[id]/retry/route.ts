import { route } from '@/lib/http/route';
import { retrySend } from '@/lib/services/outbox';

export const POST = route({}, ({ userId, id }) => retrySend(userId, id('id')));
