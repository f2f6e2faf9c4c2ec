// For live tests: a person of the lab with two mail programs, ours and another one, fresh for each test.
import type { ImapFlow } from 'imapflow';
import { afterEach, beforeEach } from 'vitest';
import { type Lab, type LabUser, labFromEnv } from '@/scripts/lab/lab';
import { connect } from '../imap/connect';
import type { ImapConnection } from '../imap/connection';
import type { ServerLogin } from '../types';

/** What a test works with. */
export interface LiveImap {
  readonly lab: Lab;
  user: LabUser;
  /** Our connection. */
  c: ImapConnection;
  /** Another mail program of the same person. */
  other: ImapFlow;
  /** What is to be ended after the test, in this order. */
  ends: (() => Promise<unknown>)[];
  login(port?: number): ServerLogin;
  /** Puts messages 1 to `count` into INBOX; the odd ones are read. */
  fill(count: number): Promise<void>;
}

/** Sets the two programs up before each test of the file and ends them after it. */
export function setUpLiveImap(): LiveImap {
  const lab = labFromEnv();
  const live: LiveImap = {
    lab,
    // Set before each test
    user: null as unknown as LabUser,
    c: null as unknown as ImapConnection,
    other: null as unknown as ImapFlow,
    ends: [],
    login: (port = lab.ports.imaps) => ({
      host: 'localhost',
      port,
      security: 'tls',
      username: live.user.username,
      auth: { kind: 'password', password: live.user.password },
      allowSelfSigned: true,
      allowPrivate: true,
    }),
    fill: async (count) => {
      for (let n = 1; n <= count; n++) await live.other.append('INBOX', message(n), n % 2 ? ['\\Seen'] : []);
    },
  };
  beforeEach(async () => {
    live.user = await lab.createUser();
    const other = await lab.connectImap(live.user);
    const c = await connect(live.login());
    Object.assign(live, { other, c });
    live.ends.push(
      () => c.close(),
      () => other.logout(),
    );
  });
  afterEach(async () => {
    for (const end of live.ends.splice(0)) await end();
  });
  return live;
}

/** Message number `n`, an answer to number `n - 1`. */
export const message = (n: number, body = `Hello ${n}\r\n`) =>
  Buffer.from(
    [
      `Message-ID: <m${n}@lab.test>`,
      'From: =?utf-8?q?J=C3=B6rg?= <joerg@lab.test>',
      'To: ann@lab.test, "Ben, B." <ben@lab.test>',
      `Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= ${n}`,
      'Date: Tue, 24 Nov 2026 10:00:00 +0100',
      `In-Reply-To: <m${n - 1}@lab.test>`,
      `References: <m0@lab.test>\r\n <m${n - 1}@lab.test>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      body,
    ].join('\r\n'),
  );
