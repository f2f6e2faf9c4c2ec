import { route } from '@/lib/http/route';
import { deliveryOfMessage } from '@/lib/services/delivery';

export const GET = route({}, async ({ userId, id }) => ({
  timeline: await deliveryOfMessage(userId, id('id')),
}));
