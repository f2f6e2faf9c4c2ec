import { z } from 'zod';
import { route } from '@/lib/http/route';
import { forgetPerson } from '@/lib/services/find-people';

const body = z.object({ address: z.string().min(1).max(320) });

export const POST = route({ body }, ({ userId, body: { address } }) => forgetPerson(userId, address));
