import { ContactGroupValues } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { removeGroup, saveGroup } from '@/lib/services/contact-groups';

export const PUT = route({ body: ContactGroupValues }, ({ userId, id, body }) =>
  saveGroup(userId, { id: id('id'), ...body }),
);

export const DELETE = route({}, ({ userId, id }) => removeGroup(userId, id('id')));
