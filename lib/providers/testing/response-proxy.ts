// For tests: a proxy before a real IMAP server that sees whole responses, hides capabilities, and has bad luck on command.
import { createConnection, type Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { selfSignedCertificate } from '@/scripts/certificate';
import { ResponseSplitter } from './response-splitter';

/**
 * What goes wrong. `cut`: nothing more after it. `truncate`: half of it passes, then the end. `duplicate`: it comes twice.
 * `stall`: it and all after it come later. `hang`: as stall, then a cut. `unanswered`: the server gets the command, the client
 * never an answer. `unsent`: the server does not get it. `kill`: the caller's own bad luck, by `onKill`.
 */
export type FaultKind =
  | 'cut'
  | 'truncate'
  | 'duplicate'
  | 'stall'
  | 'hang'
  | 'unanswered'
  | 'unsent'
  | 'kill';

/** One piece of bad luck: at the `after`th response (command) over all connections from now. */
export interface Fault {
  kind: FaultKind;
  after: number;
  /** How long, for `stall` and `hang`. */
  ms?: number;
}

/** How it is set up. */
export interface ProxyOptions {
  /** A port of loopback without TLS. */
  target: number;
  /** Capabilities to leave out wherever the server names them; 'X=' hides all that begin so. */
  hidden?: readonly string[];
}

const TO_SERVER = new Set<FaultKind>(['unanswered', 'unsent']);
const REMEMBERED = 400;
const COMMAND = /^(?:\w+ )?(DONE|(?:UID )?[A-Z]{3,})(?= |\r)/u;
const certificate = selfSignedCertificate();

const REFUSAL = /^(?!\* )\S+ (?:NO|BAD) /u;

interface Pair {
  client: TLSSocket;
  upstream: Socket;
  number: number;
  /** What waits for the end of a stall; null when nothing does. */
  waiting: Buffer[] | null;
}

/** A running proxy; its side to the client is TLS. */
export class ResponseProxy {
  /** How often each fault happened. */
  readonly happened = new Map<FaultKind | 'drop', number>();
  /** Called when a `kill` is due. */
  onKill: () => void = () => {};
  /** Milliseconds that each response is late. */
  lagMs = 0;
  /** The last lines of all connections, for the story of a failure. */
  readonly log: string[] = [];
  /** What clients sent, such as 'SELECT' or 'UID FETCH', DONE among them; a test may empty it. */
  readonly commands: string[] = [];
  /** Tagged answers that refuse, over all connections. */
  readonly refusals: string[] = [];
  /** The most connections that were open at the same time. */
  mostOpen = 0;
  readonly #options: ProxyOptions;
  readonly #hidden: RegExp | null;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #armed: { fault: Fault; passed: number }[] = [];
  #accepted = 0;

  constructor(options: ProxyOptions) {
    this.#options = options;
    const words = options.hidden ?? [];
    const pattern = words.map((word) => (word.endsWith('=') ? `${word}[^ \\]\\r]*` : word)).join('|');
    this.#hidden = words.length > 0 ? new RegExp(` (?:${pattern})(?=[ \\]\\r])`, 'giu') : null;
    this.#server = createServer(certificate, (client) => this.#serve(client));
    this.#server.on('tlsClientError', () => {});
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#pairs.size;
  }

  /** How many connections wait for what the server tells unasked. */
  get idling(): number {
    const last = new Map<string, string>();
    for (const line of this.log) {
      const [, number, said] = /^\d+ (\d+) C: (.*)$/u.exec(line) ?? [];
      if (number) last.set(number, said!);
    }
    const open = [...this.#pairs].map((pair) => last.get(String(pair.number)) ?? '');
    return open.filter((said) => said.endsWith(' IDLE')).length;
  }

  /** Connections so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Listens on a free port of loopback. */
  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await new Promise((resolve) => this.#server.once('listening', resolve));
  }

  /** Arms a fault; it happens once. */
  arm(fault: Fault): void {
    this.#armed.push({ fault, passed: 0 });
  }

  /** From now on all is well: faults that did not happen are forgotten. */
  calm(): void {
    this.#armed = [];
    this.lagMs = 0;
  }

  /** Counts a fault, also one that the caller made. */
  count(kind: FaultKind | 'drop'): void {
    this.happened.set(kind, (this.happened.get(kind) ?? 0) + 1);
  }

  /** Breaks all connections off. */
  dropAll(): void {
    this.count('drop');
    for (const pair of this.#pairs) this.#end(pair);
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) this.#end(pair);
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(client: TLSSocket): void {
    const upstream = createConnection({ port: this.#options.target, host: '127.0.0.1' });
    const pair: Pair = { client, upstream, number: ++this.#accepted, waiting: null };
    this.#pairs.add(pair);
    this.mostOpen = Math.max(this.mostOpen, this.#pairs.size);
    const commands = new ResponseSplitter();
    const responses = new ResponseSplitter();
    client.on('data', (chunk: Buffer) => {
      // Handed on as it comes: a literal's first line must not wait for the literal, which waits for the server's '+'.
      const faults = commands.push(chunk).flatMap((line) => {
        this.#note(pair, 'C', line);
        const command = COMMAND.exec(line.toString('latin1', 0, 100))?.[1];
        if (command) this.commands.push(command);
        return this.#due(true);
      });
      if (faults.some(({ kind }) => kind === 'unsent')) return this.#end(pair);
      upstream.write(chunk);
      if (faults.length > 0) {
        pair.client.destroy();
        // Time for the server to do it before it sees that the client left.
        setTimeout(() => this.#end(pair), 20);
      }
    });
    upstream.on('data', (chunk: Buffer) => {
      for (const response of responses.push(chunk)) if (!this.#answer(pair, response)) return;
    });
    for (const socket of [client, upstream])
      socket.on('error', () => this.#end(pair)).on('close', () => this.#end(pair));
  }

  /** Hands one response on, with what goes wrong; false when the connection ended. */
  #answer(pair: Pair, response: Buffer): boolean {
    const shown = this.#hide(response);
    this.#note(pair, 'S', shown);
    if (REFUSAL.test(shown.toString('latin1', 0, 40))) this.refusals.push(shown.toString('latin1').trimEnd());
    if (this.lagMs > 0) this.#hold(pair, this.lagMs, false);
    this.#send(pair, shown);
    for (const { kind, ms = 0 } of this.#due(false)) {
      if (kind === 'duplicate' && shown[0] === 0x2a) this.#send(pair, shown);
      if (kind === 'kill') this.onKill();
      if (kind === 'stall') this.#hold(pair, ms, false);
      if (kind === 'hang') this.#hold(pair, ms, true);
      if (kind === 'cut') {
        this.#end(pair);
        return false;
      }
      if (kind === 'truncate') {
        pair.client.end(shown.subarray(0, shown.length >> 1));
        pair.upstream.destroy();
        return false;
      }
    }
    return true;
  }

  #hide(response: Buffer): Buffer {
    if (!this.#hidden || !response.includes('CAPABILITY ')) return response;
    return Buffer.from(response.toString('latin1').replace(this.#hidden, ''), 'latin1');
  }

  #send(pair: Pair, bytes: Buffer): void {
    if (pair.waiting) pair.waiting.push(bytes);
    else if (pair.client.writable) pair.client.write(bytes);
  }

  #hold(pair: Pair, ms: number, thenCut: boolean): void {
    if (pair.waiting) return;
    const waiting: Buffer[] = [];
    pair.waiting = waiting;
    setTimeout(() => {
      pair.waiting = null;
      if (thenCut) return this.#end(pair);
      for (const bytes of waiting) this.#send(pair, bytes);
    }, ms);
  }

  #due(toServer: boolean): Fault[] {
    const due: Fault[] = [];
    this.#armed = this.#armed.filter((armed) => {
      if (TO_SERVER.has(armed.fault.kind) !== toServer) return true;
      if (++armed.passed < armed.fault.after) return true;
      due.push(armed.fault);
      this.count(armed.fault.kind);
      return false;
    });
    if (due.length > 0) this.log.push(`--- ${due.map(({ kind }) => kind).join(', ')}`);
    return due;
  }

  #note(pair: Pair, side: string, line: Buffer): void {
    this.log.push(
      `${Date.now() % 100_000} ${pair.number} ${side}: ${line.toString('latin1', 0, 300).trimEnd()}`,
    );
    if (this.log.length > 2 * REMEMBERED) this.log.splice(0, REMEMBERED);
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair);
    pair.client.destroy();
    pair.upstream.destroy();
  }
}

/** Starts it. */
export async function startResponseProxy(options: ProxyOptions): Promise<ResponseProxy> {
  const proxy = new ResponseProxy(options);
  await proxy.listen();
  return proxy;
}
