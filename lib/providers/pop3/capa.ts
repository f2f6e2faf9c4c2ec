// CAPA (RFC 2449 5): what the server can do beyond RFC 1939.
import { type Line, readLines, readStatus, send } from './connection';
import { Refusal } from './errors';

const MAX_LINES = 200;

/** Capability names in upper case with their parameters; empty for servers that do not know CAPA. */
export type Capabilities = ReadonlyMap<string, string[]>;

/** Asks; a server that refuses has none. */
export async function capa(line: Line): Promise<Capabilities> {
  const found = new Map<string, string[]>();
  try {
    send(line, 'CAPA');
    await readStatus(line);
  } catch (error) {
    if (error instanceof Refusal) return found;
    throw error;
  }
  await readLines(line, MAX_LINES, (text) => {
    const [name = '', ...parameters] = text.trim().split(/\s+/u);
    found.set(name.toUpperCase(), parameters);
  });
  return found;
}

/** Least seconds between two log-ins (RFC 2449 6.5), 0 when the server does not say. */
export function loginDelaySeconds(capabilities: Capabilities): number {
  const seconds = Number(capabilities.get('LOGIN-DELAY')?.[0] ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
