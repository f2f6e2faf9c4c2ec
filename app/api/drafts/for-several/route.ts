import { z } from 'zod';
import { route } from '@/lib/http/route';
import { forwardSeveral } from '@/lib/services/forward-several';

/** `conversations`: FOLDER.CONVERSATION, with commas between them. */
const query = z.object({
  conversations: z
    .string()
    .regex(/^\d{1,15}\.\d{1,15}(?:,\d{1,15}\.\d{1,15}){0,99}$/u)
    .transform((text) =>
      text.split(',').map((pair) => {
        const [folderId = 0, conversationId = 0] = pair.split('.').map(Number);
        return { folderId, conversationId };
      }),
    ),
});

export const GET = route({ query }, ({ userId, query: { conversations } }) =>
  forwardSeveral(userId, conversations),
);
