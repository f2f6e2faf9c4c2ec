import { TemplateValues } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { removeTemplate, saveTemplate } from '@/lib/services/templates';

export const PUT = route({ body: TemplateValues }, ({ userId, id, body }) =>
  saveTemplate(userId, { id: id('id'), ...body }),
);

export const DELETE = route({}, ({ userId, id }) => removeTemplate(userId, id('id')));
