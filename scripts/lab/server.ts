// Starts Pennypost as an admin does (`npm start`), with a data directory of its own, beside a lab.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports';
import type { Lab } from './lab';

const root = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 30_000;

/** A running Pennypost. */
export interface Server {
  url: string;
  dataDir: string;
  /** Waits until it answers again. */
  start(): Promise<void>;
  /** SIGTERM, as a service manager does. */
  stop(): Promise<void>;
  /** SIGKILL of the server and all it started: a crash. */
  kill(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts a server whose preset for the lab's domain is the lab; `imapPort` puts a proxy in between. What `env` names is taken from there: PORT
 * where a test has to know it before, DATA_DIR where there is one already.
 */
export async function startServer(
  lab: Lab,
  env: Record<string, string> = {},
  imapPort = lab.ports.imaps,
): Promise<Server> {
  const port = env.PORT ?? (await freePorts(1))[0];
  const dataDir = env.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'pennypost-e2e-'));
  const url = `http://localhost:${port}`;
  const host = 'localhost';
  const preset = {
    imap: { host, port: imapPort, security: 'tls' },
    smtp: { host, port: lab.ports.submission, security: 'starttls' },
  };
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals) => {
    if (!child?.pid) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    process.kill(-child.pid, signal);
    await ended;
    child = null;
  };
  const server: Server = {
    url,
    dataDir,
    start: async () => {
      child = spawn(process.execPath, ['scripts/start.mjs'], {
        cwd: root,
        detached: true,
        stdio: process.env.PENNYPOST_LOG ? 'inherit' : 'ignore',
        env: {
          ...process.env,
          NODE_ENV: 'production',
          PORT: String(port),
          APP_SECRET: 'a secret of the tests, 32 letters long',
          DATA_DIR: dataDir,
          MAIL_SERVERS: JSON.stringify({ [lab.domain]: preset }),
          ALLOW_SELF_SIGNED: host,
          ...env,
        },
      });
      const deadline = Date.now() + READY_MS;
      for (;;) {
        const answer = await fetch(`${url}/api/health`).catch(() => null);
        if (answer?.ok) return;
        if (child.exitCode !== null || Date.now() > deadline) throw new Error('Pennypost did not start');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    remove: async () => {
      await end('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
