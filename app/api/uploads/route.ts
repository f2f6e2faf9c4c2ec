import { UploadStart } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { startUpload } from '@/lib/services/uploads';

export const POST = route({ body: UploadStart }, ({ userId, body }) => startUpload(userId, body));
