import { z } from 'zod';
import { route } from '@/lib/http/route';
import { readAhead } from '@/lib/services/read-ahead';

const query = z.object({ folderId: z.coerce.number().int().positive().optional() });

export const GET = route({ query }, ({ userId, id, query: { folderId } }) =>
  readAhead(userId, id('id'), folderId ?? null),
);
