import { z } from 'zod';
import { route } from '@/lib/http/route';
import { findPeople } from '@/lib/services/find-people';

const query = z.object({ q: z.string().max(200) });

export const GET = route({ query }, ({ userId, query: { q } }) => findPeople(userId, q));
