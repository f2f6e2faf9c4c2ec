import { route } from '@/lib/http/route';
import { deliveryOf } from '@/lib/services/delivery';

export const GET = route({}, ({ userId, id }) => deliveryOf(userId, id('id')));
