import { ContactGroupValues } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { addGroup, listGroups } from '@/lib/services/contact-groups';

export const GET = route({}, ({ userId }) => listGroups(userId));

export const POST = route({ body: ContactGroupValues }, ({ userId, body }) => addGroup(userId, body));
