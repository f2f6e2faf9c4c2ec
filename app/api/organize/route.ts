import { OrganizeRequest } from '@/lib/contract/mail';
import { route } from '@/lib/http/route';
import { organize } from '@/lib/services/organize';

export const POST = route({ body: OrganizeRequest }, ({ userId, body }) => organize(userId, body));
