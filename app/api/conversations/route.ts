import { z } from 'zod';
import { route } from '@/lib/http/route';
import { listConversations } from '@/lib/services/list-conversations';

const query = z.object({ folderId: z.coerce.number().int().positive(), cursor: z.string().optional() });

export const GET = route({ query }, ({ userId, query: { folderId, cursor } }) =>
  listConversations(userId, folderId, cursor ?? null),
);
