// Reads a socket on demand: lines that are bounded, or whatever is there. What nobody asks for stays in the kernel.
import type { Socket } from 'node:net';

/** Tests are less patient. */
export interface Patience {
  /** How long a server may say nothing while we wait for it. */
  silenceMs: number;
}

const LF = 10;
const CR = 13;

/** One reader at a time; every wait ends with bytes, or throws. */
export class ByteReader {
  readonly #socket: Socket;
  /** How long the server may say nothing while we wait. */
  silenceMs: number;
  #held: Buffer = Buffer.alloc(0);
  #failure: Error | null = null;
  #rouse: () => void = () => {};

  constructor(socket: Socket, { silenceMs }: Patience) {
    this.#socket = socket;
    this.silenceMs = silenceMs;
    socket.on('readable', this.#onReadable);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  /** What ended the connection; null while it is up. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** The next line without its CRLF (a bare LF ends one too). Throws when it is longer than `maxOctets`. */
  async line(maxOctets: number): Promise<Buffer> {
    for (let looked = 0; ; ) {
      const end = this.#held.indexOf(LF, looked);
      if (end >= 0 && end <= maxOctets + 1) {
        const line = this.#held.subarray(0, end > 0 && this.#held[end - 1] === CR ? end - 1 : end);
        this.#held = this.#held.subarray(end + 1);
        return line;
      }
      if (end >= 0 || this.#held.length > maxOctets + 1)
        throw Object.assign(new Error('The server sent a line without end.'), { code: 'POP3_LINE' });
      looked = this.#held.length;
      await this.#fill();
    }
  }

  /** The next octets, however many there are. */
  async chunk(): Promise<Buffer> {
    if (this.#held.length === 0) await this.#fill();
    const chunk = this.#held;
    this.#held = Buffer.alloc(0);
    return chunk;
  }

  /** Puts back what a chunk held beyond the end that its reader looked for. */
  putBack(rest: Buffer): void {
    this.#held = this.#held.length === 0 ? rest : Buffer.concat([rest, this.#held]);
  }

  /** Lets go of the socket, for the TLS handshake. Answers how many octets came too early. */
  release(): number {
    this.#socket.off('readable', this.#onReadable);
    this.#socket.off('error', this.#onError);
    this.#socket.off('close', this.#onClose);
    return this.#held.length + this.#socket.readableLength;
  }

  async #fill(): Promise<void> {
    for (;;) {
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk) {
        this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
        return;
      }
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.#failure ??= Object.assign(new Error('The server said nothing.'), { code: 'SOCKET_TIMEOUT' });
          this.#socket.destroy();
          resolve();
        }, this.silenceMs);
        this.#rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  readonly #onReadable = () => this.#rouse();
  readonly #onError = (error: Error) => {
    this.#failure ??= error;
    this.#rouse();
  };
  readonly #onClose = () => {
    this.#failure ??= Object.assign(new Error('The server closed the connection.'), { code: 'ECONNRESET' });
    this.#rouse();
  };
}
