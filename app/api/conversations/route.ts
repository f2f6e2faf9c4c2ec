import { z } from 'zod';
import { UNIFIED_LISTS } from '@/lib/contract/unified-lists';
import { route } from '@/lib/http/route';
import { listConversations } from '@/lib/services/list-conversations';

const query = z
  .object({
    list: z.enum(UNIFIED_LISTS).optional(),
    folderId: z.coerce.number().int().positive().optional(),
    cursor: z.string().optional(),
  })
  .transform(({ list, folderId, cursor = null }, context) => {
    const place = list ?? folderId;
    if (place !== undefined) return { place, cursor };
    context.addIssue({
      code: 'custom',
      path: ['folderId'],
      message: 'Name a folder, or a list over all accounts.',
    });
    return z.NEVER;
  });

export const GET = route({ query }, ({ userId, query: { place, cursor } }) =>
  listConversations(userId, place, cursor),
);
