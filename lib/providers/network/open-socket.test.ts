// No mail server in a private network is reached, whatever was checked before: the connection's own look-up is the guarded one.
import { expect, test } from 'vitest';
import { connect as connectImap } from '../imap/connect';
import { connect as connectPop3 } from '../pop3/connect';
import { checkLogin } from '../smtp/check-login';
import { startScriptedImap } from '../testing/scripted-imap';
import { startScriptedPop3 } from '../testing/scripted-pop3';
import { startScriptedSmtp } from '../testing/scripted-smtp';
import type { ServerLogin } from '../types';

const enter: Record<'imap' | 'pop3' | 'smtp', (login: ServerLogin) => Promise<unknown>> = {
  imap: (login) => connectImap(login, { timeoutMs: 2000 }).then((c) => c.close()),
  pop3: (login) => connectPop3(login, { timeoutMs: 2000 }).then((c) => c.drop()),
  smtp: (login) => checkLogin(login, { connectMs: 2000 }),
};
const start = {
  imap: (security: ServerLogin['security']) => startScriptedImap({ security, capabilities: 'STARTTLS' }),
  pop3: (security: ServerLogin['security']) => startScriptedPop3({ security }),
  smtp: (security: ServerLogin['security']) => startScriptedSmtp({ security }),
};

const PROTOCOLS = ['imap', 'pop3', 'smtp'] as const;
const CASES = PROTOCOLS.flatMap((protocol) =>
  (['tls', 'starttls'] as const).flatMap((security) =>
    ['localhost', '127.0.0.1'].map((host) => [protocol, security, host] as const),
  ),
);

test.each(CASES)(
  '%s with %s: %s is reached only where the admin allows it',
  async (protocol, security, host) => {
    const server = await start[protocol](security);
    try {
      const login = { ...server.login, host };
      await expect(enter[protocol]({ ...login, allowPrivate: false })).rejects.toMatchObject({
        code: 'bad-request',
        userMessage: `${host} is inside a private network. Ask the administrator to allow it.`,
      });
      expect(server.accepted()).toBe(0);
      await enter[protocol](login);
      expect(server.accepted()).toBe(1);
    } finally {
      await server.close();
    }
  },
);
