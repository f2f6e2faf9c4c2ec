import { z } from 'zod';
import { failureIn } from '@/lib/auth/oauth-options';
import { route } from '@/lib/http/route';

export const GET = route({ query: z.object({ failure: z.string() }) }, async ({ query }) => failureIn(query));
