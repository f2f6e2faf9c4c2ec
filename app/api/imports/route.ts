import { ImportStart } from '@/lib/contract/imports';
import { route } from '@/lib/http/route';
import { beginImport } from '@/lib/services/imports';

export const POST = route({ body: ImportStart }, ({ userId, body }) => beginImport(userId, body));
