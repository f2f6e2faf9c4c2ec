// A proxy that misbehaves on demand: cuts at a byte count or a pattern, stalls, refuses. For tests of bad luck.
import { connect as connectTcp, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { selfSignedCertificate } from '../certificate';
import { freePort } from './free-ports';

/** Which way the bytes go. */
export type Direction = 'to-client' | 'to-server';

/** What to cut on. `forward` says whether the bytes that matched are still handed on (default true). */
export interface Cut {
  direction: Direction;
  /** After this many bytes in that direction, counted from now over all connections. */
  afterBytes?: number;
  /** When this text has passed; it may lie across chunks. */
  at?: string | RegExp;
  forward?: boolean;
}

/**
 * A proxy in front of one port of loopback. With `tls` it ends the client's TLS (own self-signed certificate) and
 * speaks TLS to the target (implicit TLS ports), so that patterns see the plain protocol.
 */
export class FaultProxy {
  /** Connections accepted since the start. */
  accepted = 0;
  readonly port: number;
  readonly #target: number;
  readonly #tls: boolean;
  readonly #certificate = selfSignedCertificate();
  readonly #pairs = new Set<[Socket, Socket]>();
  #server: Server | null = null;
  #stalled = false;
  #cuts: { cut: Cut; passed: number; tail: string; done: () => void }[] = [];

  constructor(port: number, target: number, tls: boolean) {
    this.port = port;
    this.#target = target;
    this.#tls = tls;
  }

  /** Connections open now. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Arms one cut; resolves when it has happened. Each happens once. */
  cut(cut: Cut): Promise<void> {
    return new Promise((done) => {
      this.#cuts.push({ cut, passed: 0, tail: '', done });
    });
  }

  /** Ends all connections at once, like a pulled cable that comes back (RST where the system can). */
  dropAll(): void {
    for (const [client, upstream] of this.#pairs) {
      if ('resetAndDestroy' in client && !this.#tls) client.resetAndDestroy();
      else client.destroy();
      upstream.destroy();
    }
  }

  /** From now on nothing passes, and nothing is closed either; new connections hang. */
  stall(): void {
    this.#stalled = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Ends a stall; what waited passes now. */
  resume(): void {
    this.#stalled = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Stops listening (connection refused) and drops what is open. The port stays this proxy's to take again. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.dropAll();
    await closed;
  }

  /** Listens (again). */
  async accept(): Promise<void> {
    if (this.#server) return;
    const server = this.#tls
      ? createTlsServer(this.#certificate, (client) => this.#serve(client))
      : createTcpServer((client) => this.#serve(client));
    // A client that leaves during the TLS handshake is no event for us.
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  /** Ends the proxy. */
  async close(): Promise<void> {
    this.resume();
    await this.refuse();
  }

  #serve(client: Socket): void {
    this.accepted++;
    const to = { port: this.#target, host: '127.0.0.1' };
    const upstream = this.#tls ? connectTls({ ...to, rejectUnauthorized: false }) : connectTcp(to);
    const pair: [Socket, Socket] = [client, upstream];
    this.#pairs.add(pair);
    this.#forward(client, upstream, 'to-server');
    this.#forward(upstream, client, 'to-client');
    if (this.#stalled) for (const socket of pair) socket.pause();
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
  }

  #forward(from: Socket, to: Socket, direction: Direction): void {
    from.on('data', (chunk: Buffer) => {
      const hit = this.#cuts.find((armed) => armed.cut.direction === direction && matches(armed, chunk));
      if (!hit) {
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => !this.#stalled && from.resume());
        }
        return;
      }
      this.#cuts = this.#cuts.filter((armed) => armed !== hit);
      const drop = () => {
        from.destroy();
        to.destroy();
        hit.done();
      };
      if (hit.cut.forward === false) return drop();
      const excess = hit.cut.afterBytes === undefined ? 0 : hit.passed - hit.cut.afterBytes;
      to.end(chunk.subarray(0, chunk.length - Math.max(0, excess)), drop);
    });
    from.on('end', () => to.end());
  }
}

/** Counts the chunk towards an armed cut; true when it is due. Keeps a tail so that a text across chunks is found. */
function matches(armed: { cut: Cut; passed: number; tail: string }, chunk: Buffer): boolean {
  armed.passed += chunk.length;
  const { afterBytes, at } = armed.cut;
  if (afterBytes !== undefined && armed.passed >= afterBytes) return true;
  if (at === undefined) return false;
  const text = armed.tail + chunk.toString('latin1');
  armed.tail = text.slice(-200);
  return typeof at === 'string' ? text.includes(at) : at.test(text);
}

/** Starts a fault proxy in front of `target` on loopback, on a port of its own that it can give up and take again. */
export async function startFaultProxy(options: { target: number; tls?: boolean }): Promise<FaultProxy> {
  const proxy = new FaultProxy(await freePort(), options.target, options.tls ?? false);
  await proxy.accept();
  return proxy;
}
