import { OutboxRequest } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { actOnOutbox, listOutbox } from '@/lib/services/outbox';

export const GET = route({}, ({ userId }) => listOutbox(userId));
export const POST = route({ body: OutboxRequest }, ({ userId, body }) => actOnOutbox(userId, body));
