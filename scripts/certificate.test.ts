import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { selfSignedCertificate } from './certificate';

test('the certificate is for localhost, valid now, and signed by its own key', () => {
  const certificate = new X509Certificate(selfSignedCertificate().cert);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkHost('mail.example.org')).toBeUndefined();
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
});

test('TLS refuses it by itself and takes it once trusted', async () => {
  const pair = selfSignedCertificate();
  const server = createServer(pair, (socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const [error] = (await once(connect({ port, host: 'localhost' }), 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  const trusting = connect({ port, host: 'localhost', ca: pair.cert });
  await once(trusting, 'secureConnect');
  expect(trusting.authorized).toBe(true);
  trusting.destroy();
  server.close();
});
