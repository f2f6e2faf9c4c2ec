import { route } from '@/lib/http/route';
import { cancelSend } from '@/lib/services/outbox';

export const POST = route({}, ({ userId, id }) => cancelSend(userId, id('id')));
