import { z } from 'zod';
import { route } from '@/lib/http/route';
import { undoOrganize } from '@/lib/services/organize';

const body = z.object({ undo: z.string().max(200_000) });

export const POST = route({ body }, ({ userId, body: { undo } }) => undoOrganize(userId, undo));
