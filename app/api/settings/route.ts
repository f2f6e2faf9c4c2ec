import { SettingsPatch } from '@/lib/contract/settings';
import { route } from '@/lib/http/route';
import { getSettings, updateSettings } from '@/lib/services/settings';

export const GET = route({}, ({ userId }) => getSettings(userId));

export const PATCH = route({ body: SettingsPatch }, ({ userId, body }) => updateSettings(userId, body));
