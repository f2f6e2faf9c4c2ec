// For tests: a server on loopback that speaks lines, with a self-signed certificate, and does exactly what it is told.
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { selfSignedCertificate } from '@/scripts/certificate';

/** One connection as the script sees it. */
export interface Talk {
  say(text: string): void;
  /** Says exactly these octets. */
  sayOctets(octets: Buffer): void;
  /** Says them so many at a time: over TLS the other side hears each piece for itself. */
  sayInPieces(octets: Buffer, size: number): void;
  /** Says it again and again, as fast as the other side takes it, until that leaves; counts into `flooded`. */
  flood(text: string): void;
  /** Breaks the connection off, without a word. */
  cut(): void;
  /** From now on the connection is encrypted (STARTTLS). */
  upgrade(): void;
}

/** What to do. `onLine` gets each line without its CRLF. */
export interface LineScript {
  tls: boolean;
  onConnect(talk: Talk): void;
  onLine(talk: Talk, line: string): void;
}

/** A running script server. */
export interface LineServer {
  port: number;
  /** All lines of all clients, in order. */
  lines: string[];
  /** Connections so far. */
  accepted(): number;
  /** Octets that floods got rid of. */
  flooded(): number;
  close(): Promise<void>;
}

const certificate = selfSignedCertificate();

/** Starts the script on a free port of 127.0.0.1. */
export async function startLineServer(script: LineScript): Promise<LineServer> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  let flooded = 0;
  const flood = (socket: Socket, bytes: Buffer) => {
    const pour = () => {
      while (socket.writable) {
        flooded += bytes.length;
        if (!socket.write(bytes)) return void socket.once('drain', pour);
      }
    };
    pour();
  };
  const serve = (plain: Socket) => {
    accepted++;
    let socket = plain;
    const talk: Talk = {
      say: (text) => socket.writable && socket.write(text.replace(/\r?\n/gu, '\r\n')),
      sayOctets: (octets) => socket.writable && socket.write(octets),
      sayInPieces: (octets, size) => {
        const say = (from: number) => {
          if (from < octets.length && socket.writable)
            socket.write(octets.subarray(from, from + size), () => say(from + size));
        };
        say(0);
      },
      flood: (text) => flood(socket, Buffer.from(text)),
      cut: () => {
        socket.destroy();
        plain.destroy();
      },
      upgrade: () => {
        socket.removeAllListeners('data');
        socket = new TLSSocket(plain, { isServer: true, ...certificate });
        listen();
      },
    };
    const listen = () => {
      let rest = '';
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', (chunk: Buffer) => {
        const pieces = (rest + chunk.toString('latin1')).split('\r\n');
        rest = pieces.pop()!;
        for (const line of pieces) {
          lines.push(line);
          script.onLine(talk, line);
        }
      });
    };
    listen();
    script.onConnect(talk);
  };
  const server: Server = script.tls ? createTlsServer(certificate, serve) : createServer(serve);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as { port: number }).port,
    lines,
    accepted: () => accepted,
    flooded: () => flooded,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
