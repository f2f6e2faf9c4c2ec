// A connection that is only looked at: lines in and out, TLS at any moment, the certificate told whatever is wrong with it.
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Allow, guarded } from '../network/guard';

const MAX_OCTETS = 64 * 1024;

/** Lines with a server. Every wait ends after `timeoutMs` with an Error whose code is ETIMEDOUT. */
export class LineTalk {
  #socket: Socket;
  #heard = '';
  #ended: Error | null = null;
  #wake: () => void = () => {};
  readonly #timeoutMs: number;

  private constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    this.#listen();
  }

  /** Connects, guarded. Throws what the network threw. */
  static async open(host: string, port: number, allow: Allow, timeoutMs: number): Promise<LineTalk> {
    const talk = new LineTalk(connect({ ...guarded(host, allow), port }), timeoutMs);
    await talk.#until('connect');
    return talk;
  }

  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }

  /** Starts TLS and goes on, also with a bad certificate: who asks looks at `authorized` before any secret is sent. */
  async startTls(host: string): Promise<TLSSocket> {
    for (const event of ['data', 'error', 'close']) this.#socket.removeAllListeners(event);
    this.#heard = '';
    const socket = connectTls({
      socket: this.#socket,
      ...(isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    });
    this.#socket = socket;
    this.#listen();
    await this.#until('secureConnect');
    return socket;
  }

  /** Sends a line and answers with what comes until `isLast` says so. */
  async ask(line: string, isLast: (line: string) => boolean): Promise<string[]> {
    this.#socket.write(`${line}\r\n`);
    return this.read(isLast);
  }

  /** The next lines, up to and with the last one. */
  async read(isLast: (line: string) => boolean): Promise<string[]> {
    const lines: string[] = [];
    const deadline = Date.now() + this.#timeoutMs;
    for (;;) {
      const end = this.#heard.indexOf('\n');
      if (end >= 0) {
        const line = this.#heard.slice(0, end).replace(/\r$/u, '');
        this.#heard = this.#heard.slice(end + 1);
        lines.push(line);
        if (isLast(line)) return lines;
        continue;
      }
      if (this.#ended) throw this.#ended;
      if (Date.now() >= deadline) throw timedOut();
      await this.#wait(deadline - Date.now());
    }
  }

  /** What came so far and is not a whole line. */
  get rest(): string {
    return this.#heard;
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    const socket = this.#socket;
    const end = (error: Error) => {
      this.#ended ??= error;
      this.#wake();
    };
    socket.on('error', end);
    socket.on('close', () => end(Object.assign(new Error('Closed.'), { code: 'ECONNRESET' })));
    socket.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString('utf8');
      if (this.#heard.length > MAX_OCTETS) socket.destroy(new Error('The server says too much.'));
      this.#wake();
    });
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #until(event: 'connect' | 'secureConnect'): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#socket.destroy(timedOut()), this.#timeoutMs);
      const end = (run: () => void) => () => {
        clearTimeout(timer);
        run();
      };
      this.#socket.once(event, end(resolve));
      this.#socket.once(
        'close',
        end(() => reject(this.#ended ?? new Error('Closed.'))),
      );
    });
  }
}

const timedOut = () => Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' });
