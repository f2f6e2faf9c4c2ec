import { route } from '@/lib/http/route';
import { previewPart } from '@/lib/services/preview-part';

export const GET = route({}, ({ userId, id, param }) => previewPart(userId, id('id'), param('part')));
