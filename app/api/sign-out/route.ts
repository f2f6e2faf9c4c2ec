import { cookies } from 'next/headers';
import { z } from 'zod';
import { route } from '@/lib/http/route';
import { signOut } from '@/lib/services/sign-out';

const body = z.object({ forget: z.boolean().default(false) });

export const POST = route({ body }, async ({ userId, sessionId, body: { forget } }) => {
  await signOut(userId, sessionId, forget);
  const jar = await cookies();
  for (const { name } of jar.getAll()) if (name.endsWith('next-auth.session-token')) jar.delete(name);
});
