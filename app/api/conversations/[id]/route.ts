import { z } from 'zod';
import { route } from '@/lib/http/route';
import { getConversation } from '@/lib/services/list-conversations';

const query = z.object({ folderId: z.coerce.number().int().positive().optional() });

export const GET = route({ query }, ({ userId, id, query: { folderId } }) =>
  getConversation(userId, id('id'), folderId ?? null),
);
