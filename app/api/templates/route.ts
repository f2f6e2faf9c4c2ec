import { TemplateValues } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { addTemplate, listTemplates } from '@/lib/services/templates';

export const GET = route({}, ({ userId }) => listTemplates(userId));

export const POST = route({ body: TemplateValues }, ({ userId, body }) => addTemplate(userId, body));
