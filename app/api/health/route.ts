import { errorResponse } from '@/lib/http/route';
import { health } from '@/lib/services/health';

export const dynamic = 'force-dynamic';

/** For monitoring, so without a session. */
export async function GET(request: Request): Promise<Response> {
  try {
    return Response.json(await health(), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return errorResponse(error, request);
  }
}
