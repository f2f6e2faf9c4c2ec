import { z } from 'zod';
import { UNIFIED_LISTS } from '@/lib/contract/unified-lists';
import { route } from '@/lib/http/route';
import { listConversations } from '@/lib/services/list-conversations';

const query = z.union(
  [
    z.object({ list: z.enum(UNIFIED_LISTS), cursor: z.string().optional() }),
    z.object({ folderId: z.coerce.number().int().positive(), cursor: z.string().optional() }),
  ],
  'Name a folder (folderId) or a list over all accounts (list).',
);

export const GET = route({ query }, ({ userId, query: asked }) =>
  listConversations(userId, 'list' in asked ? asked.list : asked.folderId, asked.cursor ?? null),
);
