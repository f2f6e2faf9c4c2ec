import { route } from '@/lib/http/route';
import { listDrafts } from '@/lib/services/drafts';

export const GET = route({}, ({ userId }) => listDrafts(userId));
