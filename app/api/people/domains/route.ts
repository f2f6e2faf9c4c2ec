import { route } from '@/lib/http/route';
import { knownDomains } from '@/lib/services/find-people';

export const GET = route({}, ({ userId }) => knownDomains(userId));
