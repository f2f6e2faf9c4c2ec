import { route } from '@/lib/http/route';
import { accountDialogue, recordAccountDialogue } from '@/lib/services/account-dialogue';

export const GET = route({}, ({ userId, id }) => accountDialogue(userId, id('id')));
export const POST = route({}, ({ userId, id }) => recordAccountDialogue(userId, id('id')));
