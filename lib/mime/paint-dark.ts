// Gives the colours of a message's CSS a second value for dark paper. On real paper, which is white, the first one holds.
import { darkColor, type Role } from './dark-color';

/** How the value of an allowed property is shown instead. */
export type Paint = (property: string, value: string) => string;

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(?:color|text-decoration(?:-color|-line|-style)?)$/u, 'ink'],
  [/^background(?:-color|-image)?$/u, 'ground'],
  [/^(?:border|outline)(?:-(?:top|right|bottom|left))?(?:-color)?$/u, 'line'],
];
/** Addresses and strings are no colours, whatever their words. */
const TOKEN = /url\("[^"]*"\)|"[^"]*"|'[^']*'|(?:rgb|hsl)a?\([^()]*\)|#[\da-f]+|[a-z][\w-]*/giu;

/** `value` must have been cleaned. */
export const paintDark: Paint = (property, value) => {
  const role = ROLES.find(([properties]) => properties.test(property))?.[1];
  if (!role) return value;
  return value.replace(TOKEN, (token) => {
    const dark = /^(?:url\(|["'])/iu.test(token) ? null : darkColor(token, role);
    return dark === null ? token : `light-dark(${token}, ${dark})`;
  });
};
