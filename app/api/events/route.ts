import { route } from '@/lib/http/route';
import { followChanges } from '@/lib/services/follow-changes';

export const dynamic = 'force-dynamic';

export const GET = route({}, async ({ userId, sessionId, request }) => {
  const last = request.headers.get('last-event-id');
  const lastId = last !== null && /^\d{1,15}$/u.test(last) ? Number(last) : null;
  const stream = await followChanges({ userId, sessionId }, lastId, request.signal);
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
});
