import { z } from 'zod';
import { route } from '@/lib/http/route';
import { openConversation } from '@/lib/services/open-conversation';

const query = z.object({ folderId: z.coerce.number().int().positive().optional() });

export const GET = route({ query }, ({ userId, id, query: { folderId } }) =>
  openConversation(userId, id('id'), folderId ?? null),
);
