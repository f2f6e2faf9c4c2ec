import { z } from 'zod';
import { route } from '@/lib/http/route';
import { startDraft } from '@/lib/services/start-draft';

const query = z.object({
  messageId: z.coerce.number().int().positive(),
  mode: z.enum(['reply', 'reply-all', 'forward', 'forward-attachment', 'edit']),
});

export const GET = route({ query }, ({ userId, query: { messageId, mode } }) =>
  startDraft(userId, messageId, mode),
);
