import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { generateMailbox } from '@/scripts/lab/generate';
import { labFromEnv, type LabUser } from '@/scripts/lab/lab';
import type { ServerLogin } from '../types';
import { connect } from './connect';
import type { Pop3Connection } from './connection';
import { dele } from './dele';
import { list } from './list';
import { quit } from './quit';
import { retr } from './retr';
import { stat } from './stat';
import { top } from './top';
import { uidl } from './uidl';

const lab = labFromEnv();
let user: LabUser;
beforeEach(async () => {
  user = await lab.createUser();
});

const login = (patch: Partial<ServerLogin> = {}): ServerLogin => ({
  host: 'localhost',
  port: lab.ports.pop3s,
  security: 'tls',
  username: user.username,
  auth: { kind: 'password', password: user.password },
  allowSelfSigned: true,
  allowPrivate: true,
  ...patch,
});

const mail = (n: number, body: string | Buffer = `Hello ${n}\r\n`) =>
  Buffer.concat([
    Buffer.from(`Subject: ${n}\r\nMessage-ID: <${n}@lab.test>\r\n\r\n`),
    Buffer.from(body as string),
  ]);

async function fetched(c: Pop3Connection, numbers: number[]): Promise<Buffer[]> {
  const all: Buffer[] = [];
  await retr(c, numbers, async (_, octets) => {
    const pieces: Buffer[] = [];
    for await (const piece of octets!) pieces.push(piece);
    all.push(Buffer.concat(pieces));
  });
  return all;
}

describe("Dovecot's POP3", () => {
  test.each([
    ['tls', 'pop3s'],
    ['starttls', 'pop3'],
  ] as const)('is entered by %s', async (security, port) => {
    const c = await connect(login({ security, port: lab.ports[port] }));
    expect(await stat(c)).toEqual({ count: 0, octets: 0 });
    expect(c.capabilities.has('PIPELINING')).toBe(true);
    await quit(c);
  });

  test('gives every octet of what lies there', async () => {
    const bodies = [
      'plain\r\n',
      '.\r\n..\r\n...dots\r\n',
      Buffer.concat([
        randomBytes(200_000).map((octet) => (octet === 13 || octet === 10 ? 65 : octet)),
        Buffer.from('\r\n'),
      ]),
      `${'long '.repeat(20_000)}\r\n`,
      '\r\n\r\n\r\n',
    ];
    for (const [at, body] of bodies.entries()) await lab.append(user, 'INBOX', mail(at, body));
    const c = await connect(login());
    const numbers = [...(await list(c)).keys()];
    expect(numbers).toHaveLength(bodies.length);
    const got = await fetched(c, numbers);
    for (const [at, body] of bodies.entries()) expect(got[at]!.equals(mail(at, body))).toBe(true);
    const heads: string[] = [];
    await top(c, numbers, async (_, head) => void heads.push(head!.toString()));
    expect(heads[2]).toBe('Subject: 2\r\nMessage-ID: <2@lab.test>\r\n\r\n');
    await quit(c);
  });

  test('keeps its ids from one session to the next, and deletes at QUIT only', async () => {
    for (let n = 1; n <= 3; n++) await lab.append(user, 'INBOX', mail(n));
    const first = await connect(login());
    const ids = [...(await uidl(first))!.values()];
    expect(await dele(first, [2])).toEqual([2]);
    first.drop();
    const second = await connect(login());
    expect([...(await uidl(second))!.values()]).toEqual(ids);
    await dele(second, [2]);
    await quit(second);
    const third = await connect(login());
    expect([...(await uidl(third))!.values()]).toEqual([ids[0], ids[2]]);
    await quit(third);
  });

  test('refuses a wrong password', async () => {
    await expect(connect(login({ auth: { kind: 'password', password: 'wrong' } }))).rejects.toMatchObject({
      code: 'wrong-password',
    });
  });

  test('takes passwords of any characters', async () => {
    const password = 'p ä§€ "\\ {x} %u 😀 !';
    user = await lab.createUser(undefined, password);
    const c = await connect(login());
    await quit(c);
  });

  test('lists 50,000 messages', async () => {
    lab.fillMaildir(user, 'INBOX', generateMailbox({ count: 50_000, seed: 5 }));
    const c = await connect(login());
    expect((await uidl(c))!.size).toBe(50_000);
    expect((await list(c)).size).toBe(50_000);
    await quit(c);
    // To write them, and for the server to look at each for the first time, may take a slow disk a while.
  }, 240_000);
});
