import { Draft } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { removeDraft, saveDraft } from '@/lib/services/drafts';

export const PUT = route({ body: Draft }, ({ userId, param, body }) =>
  saveDraft(userId, { ...body, key: param('key') }),
);

export const DELETE = route({}, ({ userId, param }) => removeDraft(userId, param('key')));
