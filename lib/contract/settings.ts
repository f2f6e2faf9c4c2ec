// What a person sets for themselves, kept on the server, the same in every browser. To add a setting: one documented line in
// `Settings`, with its default and its bounds.
import { z } from 'zod';

export const Settings = z.object({
  /** Seconds in which a message that was sent can be taken back; 0 sends at once. */
  undoSeconds: z.number().int().min(0).max(60).default(10),
  /** Notices that come back about a sent message leave the inbox: they are shown with the message they speak of. */
  foldNotices: z.boolean().default(true),
  /** Older mail, and its text for search, are fetched in the background; false waits with it, as on a metered connection. */
  fetchPast: z.boolean().default(true),
  /** Whether one writes above or below the message that is answered. */
  writeAt: z.enum(['above', 'below']).default('above'),
});
export type Settings = z.infer<typeof Settings>;

const keys = Object.entries(Settings.shape).map(([key, schema]) => [key, schema.removeDefault().optional()]);

/** Some settings with their new values; an unknown key is an error. Absent ones stay as they are: no defaults here. */
export const SettingsPatch = z.strictObject(Object.fromEntries(keys)) as z.ZodType<Partial<Settings>>;

/** Whole settings out of what is kept (key -> value); what is absent or no longer valid is the default. */
export function readSettings(kept: ReadonlyMap<string, unknown>): Settings {
  const valid = Object.entries(Settings.shape).flatMap(([key, schema]) => {
    const read = schema.safeParse(kept.get(key));
    return read.success ? [[key, read.data]] : [];
  });
  return Settings.parse(Object.fromEntries(valid));
}
