// STLS (RFC 2595 4): turns a plain connection into an encrypted one, before anything else is said.
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { ByteReader, type Patience } from './byte-reader';
import { type Line, readStatus, send } from './connection';

/** The same connection, encrypted. Throws when the server refuses, or when octets came before the handshake (injection). */
export async function stls(line: Line, tls: ConnectionOptions, patience: Patience): Promise<Line> {
  send(line, 'STLS');
  try {
    await readStatus(line);
  } catch (error) {
    throw Object.assign(new Error('No STLS here.', { cause: error }), { code: 'ERR_SSL_REFUSED' });
  }
  if (line.reader.release() > 0)
    throw Object.assign(new Error('Octets before the TLS handshake.'), { code: 'ERR_SSL_INJECTED' });
  const socket = connectTls({ ...tls, socket: line.socket });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(Object.assign(new Error('No handshake in time.'), { code: 'UPGRADE_TIMEOUT' })),
      patience.silenceMs,
    );
    const done = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    socket.once('secureConnect', () => done());
    socket.once('error', done);
    socket.once('close', () =>
      done(Object.assign(new Error('Closed in the handshake.'), { code: 'ECONNRESET' })),
    );
  });
  return { host: line.host, socket, reader: new ByteReader(socket, patience) };
}
