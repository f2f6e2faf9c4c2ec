import { z } from 'zod';
import { route } from '@/lib/http/route';
import { followChanges } from '@/lib/services/follow-changes';

export const dynamic = 'force-dynamic';

const query = z.object({ after: z.coerce.number().int().nonnegative().optional() });

export const GET = route({ query }, async ({ userId, sessionId, request, query: { after } }) => {
  const last = request.headers.get('last-event-id');
  const lastId = last !== null && /^\d{1,15}$/u.test(last) ? Number(last) : (after ?? null);
  const stream = await followChanges({ userId, sessionId }, lastId, request.signal);
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
});
