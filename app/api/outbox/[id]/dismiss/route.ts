import { route } from '@/lib/http/route';
import { dismissSend } from '@/lib/services/outbox';

export const POST = route({}, ({ userId, id }) => dismissSend(userId, id('id')));
