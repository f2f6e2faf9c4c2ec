import { route } from '@/lib/http/route';
import { listOutbox } from '@/lib/services/outbox';

export const GET = route({}, ({ userId }) => listOutbox(userId));
