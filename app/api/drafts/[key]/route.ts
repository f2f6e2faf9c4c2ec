import { z } from 'zod';
import { Draft } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { getDraft, removeDraft, saveDraft } from '@/lib/services/drafts';

/** `basedOn`: `editedAt` of the version that this one was made from, absent when there was none. `file`: the writer looks away. */
const query = z.object({ basedOn: z.coerce.number().optional(), file: z.literal('now').optional() });

export const GET = route({}, ({ userId, param }) => getDraft(userId, param('key')));

export const PUT = route({ query, body: Draft }, ({ userId, param, query: { basedOn, file }, body }) =>
  saveDraft(userId, { ...body, key: param('key') }, basedOn ?? null, file === 'now'),
);

export const DELETE = route({}, ({ userId, param }) => removeDraft(userId, param('key')));
