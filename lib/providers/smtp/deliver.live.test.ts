import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';
import type { ServerLogin } from '../types';
import { deliver } from './deliver';
import { newDialogue } from './dialogue';

let lab: Lab;
let ann: LabUser;
let ben: LabUser;
const raw = 'From: a@lab.test\r\nTo: b@lab.test\r\nSubject: dots\r\n\r\n.one\r\n..two\r\nend\r\n';
const mail = (to: string[]) => ({
  from: ann.address,
  to,
  size: raw.length,
  eightBit: false,
  requireTls: false,
  notices: null,
  open: () => Readable.from([raw], { objectMode: false }),
});
const login = (): ServerLogin => ({
  host: 'localhost',
  port: lab.ports.submission,
  security: 'starttls',
  username: ann.username,
  auth: { kind: 'password', password: ann.password },
  allowSelfSigned: true,
  allowPrivate: true,
});

beforeAll(async () => {
  lab = labFromEnv();
  ann = await lab.createUser();
  ben = await lab.createUser();
});

test('a message arrives with its dots, and the server says 250; no secret is in the transcript', async () => {
  const dialogue = newDialogue(login());
  const outcome = await deliver(login(), mail([ben.address]), {}, dialogue);
  expect(outcome).toMatchObject({ result: 'accepted', code: 250, accepted: [ben.address], refused: [] });
  const said = JSON.stringify(dialogue);
  expect(said).toContain('MAIL FROM');
  expect(said).toContain('220 2.0.0 Ready to start TLS');
  expect(said).not.toContain(Buffer.from(`\0${ann.username}\0secret`).toString('base64'));
  const client = await lab.connectImap(ben);
  await expect
    .poll(async () => {
      await client.mailboxOpen('INBOX');
      const found = await client.fetchOne('*', { source: true });
      return found ? found.source?.toString() : '';
    })
    .toContain('\r\n.one\r\n..two\r\nend');
  await client.logout();
});

test('one refused recipient of two: the other gets it, the refusal has code and phrase', async () => {
  const bad = `refuse-me@${ann.address.split('@')[1]}`;
  const outcome = await deliver(login(), mail([ben.address, bad]));
  expect(outcome.result).toBe('accepted');
  expect(outcome.accepted).toEqual([ben.address]);
  expect(outcome.refused).toMatchObject([{ address: bad, code: 550 }]);
});

test('a refused and a postponed recipient answer 5xx and 4xx', async () => {
  const domain = ann.address.split('@')[1];
  expect(await deliver(login(), mail([`refuse-x@${domain}`]))).toMatchObject({
    result: 'refused',
    code: 550,
  });
  expect(await deliver(login(), mail([`tempfail-x@${domain}`]))).toMatchObject({
    result: 'temporary',
    code: 451,
  });
});

test('a wrong password and an unknown certificate are told apart', async () => {
  await expect(
    deliver({ ...login(), auth: { kind: 'password', password: 'no' }, username: 'x@y' }, mail([ben.address])),
  ).rejects.toMatchObject({
    code: 'wrong-password',
  });
  await expect(
    deliver({ ...login(), username: 'other', allowSelfSigned: false }, mail([ben.address])),
  ).rejects.toMatchObject({ code: 'certificate-refused' });
});

test('a server that cannot be reached is temporary', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  await expect(deliver({ ...login(), port }, mail([ben.address]))).rejects.toMatchObject({
    code: 'connection-lost',
    temporary: true,
  });
});
