// The second half of `npm run demo`, once packages and build are there: mail servers, then Pennypost, then the address.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { canConnect, waitUntil } from '../lab/processes';
import { startServers } from './servers';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main(): Promise<void> {
  const port = Number(process.env.PORT || 3000);
  const { accounts, imap, smtp, pop3 } = await startServers();

  // One directory a port: two demos of one checkout leave each other alone.
  const dataDir = `${root}.demo/${port}`;
  // The sample mail is new at each start (its dates follow the clock), so an index of the last run would be stale.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const preset = {
    'demo.test': {
      imap: { host: 'localhost', port: imap, security: 'tls' },
      smtp: { host: 'localhost', port: smtp, security: 'starttls' },
    },
  };
  const url = `http://localhost:${port}`;
  const app = spawn(process.execPath, [`${root}scripts/start.mjs`], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PORT: String(port),
      APP_URL: url,
      APP_SECRET: randomBytes(32).toString('hex'),
      DATA_DIR: dataDir,
      MAIL_SERVERS: JSON.stringify(preset),
      ALLOW_SELF_SIGNED: 'localhost',
      LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
    },
  });
  app.on('exit', (code) => process.exit(code ?? 0));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => app.kill('SIGTERM'));
  process.on('disconnect', () => app.kill('SIGTERM'));

  await waitUntil(`Pennypost answers on port ${port}`, () => canConnect(port), 60_000);
  console.log(`
  Pennypost is ready: ${url}

${accounts.map(({ address, password }) => `    ${address}   password ${password}`).join('\n')}

  They can write to each other. The demo's mail servers, for another mail program:
  IMAP ${imap} (TLS), SMTP ${smtp} (STARTTLS), POP3 ${pop3} (TLS) on localhost.
  To see the same inbox by POP3, sign in with 'Other server': kind POP3, localhost, port ${pop3}, TLS;
  outgoing localhost, port ${smtp}, STARTTLS.
  Ctrl-C stops everything.
`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
