// An API route for people who are not signed in yet: input, one service call, answer. Each service behind one limits how often.
import type { z } from 'zod';
import { errorResponse, mustBeOurs, readBody } from './route';

/** A form's fields: nobody who is not signed in has more to say. */
const MAX_OCTETS = 64 * 1024;

/** Makes a POST handler. A returned Response goes out as it is, anything else as JSON. */
export function openRoute<B extends z.ZodType>(
  schema: B,
  run: (body: z.output<B>, request: Request) => Promise<unknown>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      mustBeOurs(request);
      const result = await run(await readBody(schema, request, MAX_OCTETS), request);
      if (result instanceof Response) return result;
      return Response.json(result, { headers: { 'cache-control': 'no-store' } });
    } catch (error) {
      return errorResponse(error, request);
    }
  };
}
