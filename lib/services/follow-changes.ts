// The event stream of one browser (WHATWG Server-Sent Events): what changed, as it is committed, resumable by number.
import { follow } from '@/lib/runtime/bus';
import { changesAfter, lastChangeId } from '@/lib/store/changes';
import { store } from '@/lib/store/db';
import { isSessionLive } from '@/lib/store/sessions';

const HEARTBEAT_MS = 20_000;
const PAGE = 200;
/** Events (and heartbeats) that may wait for a slow reader. */
const MOST_UNREAD = 1000;

/** A stream of events after `lastId` (null: from now on). Ends with the request, or when the session is ended. */
export async function followChanges(
  session: { userId: number; sessionId: string },
  lastId: number | null,
  ended: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const db = await store();
  const { userId, sessionId } = session;
  let at = lastId ?? (await lastChangeId(db, userId));
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream({
    start(controller) {
      let busy = false;
      let again = false;
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const pump = async () => {
        again = true;
        if (busy) return;
        busy = true;
        while (again) {
          again = false;
          const { events, gap } = await changesAfter(db, userId, at, PAGE);
          if (gap) {
            at = await lastChangeId(db, userId);
            write(`event: reload\nid: ${at}\ndata: {}\n\n`);
            continue;
          }
          // Who does not read on is let go, and comes back with the number of the last event.
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) return close();
          for (const { id, event } of events) {
            write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
            at = id;
          }
          if (events.length === PAGE) again = true;
        }
        busy = false;
      };
      const beat = async () => {
        if (await isSessionLive(db, userId, sessionId)) write(': here\n\n');
        else close();
      };
      const heartbeat = setInterval(() => void beat().catch(close), HEARTBEAT_MS);
      const unfollow = follow(userId, () => void pump().catch(close));
      const close = () => {
        stop();
        try {
          controller.close();
        } catch {
          // closed by the reader already
        }
      };
      stop = () => {
        clearInterval(heartbeat);
        unfollow();
      };
      ended.addEventListener('abort', close);
      write(`retry: 1000\nevent: hello\nid: ${at}\ndata: {}\n\n`);
      void pump().catch(close);
    },
    cancel: () => stop(),
  });
}
