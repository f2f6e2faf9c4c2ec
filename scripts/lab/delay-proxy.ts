// A TCP proxy that puts a round trip in front of any server; order and backpressure stay.
import { connect, createServer, type Socket } from 'node:net';

/** A running delay proxy. */
export interface DelayProxy {
  port: number;
  close(): Promise<void>;
}

/** Hands on what `from` sends, `delayMs` later. The next chunk is read while earlier ones still travel. */
function lag(from: Socket, to: Socket, delayMs: number): void {
  from.on('data', (chunk) => {
    // Timers of one length fire in the order they were set, so bytes keep theirs.
    setTimeout(() => {
      if (to.writable && !to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    }, delayMs);
  });
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}

/** Listens on `port` (any free one by default) and forwards to `target` on loopback with a round trip of `rttMs`. */
export async function startDelayProxy(options: {
  target: number;
  rttMs: number;
  port?: number;
}): Promise<DelayProxy> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.setNoDelay(true);
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    client.pause();
    // The TCP handshake costs a round trip too; ours to the target is free.
    setTimeout(() => {
      if (client.destroyed) return;
      const upstream = connect({
        port: options.target,
        host: '127.0.0.1',
        allowHalfOpen: true,
        noDelay: true,
      });
      lag(client, upstream, options.rttMs / 2);
      lag(upstream, client, options.rttMs / 2);
      client.resume();
    }, options.rttMs);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
