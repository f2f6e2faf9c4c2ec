import { route } from '@/lib/http/route';
import { removeUpload } from '@/lib/services/uploads';

export const DELETE = route({}, ({ userId, param }) => removeUpload(userId, param('id')));
