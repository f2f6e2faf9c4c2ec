// For tests: a proxy before a real IMAP server that leaves capabilities out of what the server says of itself.
import { connect, createServer, type TLSSocket } from 'node:tls';
import { selfSignedCertificate } from '@/scripts/certificate';

/** One that runs. `commands` are those that clients sent, such as 'SELECT' or 'UID FETCH', DONE among them. */
export interface HidingProxy {
  port: number;
  commands: string[];
  close(): Promise<void>;
}

/** Starts it in front of an implicit TLS port of loopback. */
export async function startHidingProxy(target: number, hidden: string[]): Promise<HidingProxy> {
  const commands: string[] = [];
  // Without any, nothing fits.
  const words = new RegExp(` (?:${hidden.join('|') || '$^'})(?=[ \\]\\r])`, 'gu');
  const open = new Set<TLSSocket>();
  const server = createServer(selfSignedCertificate(), (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', rejectUnauthorized: false });
    const end = () => {
      client.destroy();
      upstream.destroy();
      open.delete(client);
    };
    open.add(client);
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n')) {
        const command = /^(?:\w+ )?(DONE|(?:UID )?[A-Z]{3,})(?= |$)/u.exec(line)?.[1];
        if (command) commands.push(command);
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      // The line of capabilities comes whole: it is the answer to a command, alone on the wire.
      client.write(text.includes('CAPABILITY ') ? Buffer.from(text.replace(words, ''), 'latin1') : chunk);
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as { port: number }).port,
    commands,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
