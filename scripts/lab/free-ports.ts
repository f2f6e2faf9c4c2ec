// Finds free TCP ports below the ephemeral range: there no outgoing connection can take one while its server is down.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const LOWEST = 11_000;
const HIGHEST = 32_000;

/** True when nothing on loopback listens on `port` at this moment. */
function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** `count` different free ports on loopback. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!found.has(port) && (await isPortFree(port))) found.add(port);
  }
  return [...found];
}

/** One free port on loopback. */
export async function freePort(): Promise<number> {
  return (await freePorts(1))[0]!;
}
