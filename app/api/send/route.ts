import { SendRequest } from '@/lib/contract/compose';
import { route } from '@/lib/http/route';
import { sendMessage } from '@/lib/services/send-message';

export const POST = route({ body: SendRequest }, ({ userId, body }) => sendMessage(userId, body));
