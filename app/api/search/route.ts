import { z } from 'zod';
import { route } from '@/lib/http/route';
import { search } from '@/lib/services/search';

const query = z.object({
  q: z.string().max(1000),
  folderId: z.coerce.number().int().positive().optional(),
  cursor: z.string().optional(),
});

export const GET = route({ query }, ({ userId, query: { q, folderId, cursor } }) =>
  search(userId, q, folderId ?? null, cursor ?? null),
);
