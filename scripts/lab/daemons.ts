// Starts and ends the lab's Dovecot and Postfix by their pid files, so that any process that knows the directory can.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LabPorts } from './lab-files';
import { canConnect, isRunning, killTree, runningPid, waitUntil } from './processes';

/** One of the two servers of a lab. */
export type Daemon = 'dovecot' | 'postfix';

const PID_FILE: Record<Daemon, string> = { dovecot: 'run/master.pid', postfix: 'spool/pid/master.pid' };
const LOG_FILE: Record<Daemon, string> = { dovecot: 'log/dovecot.log', postfix: 'log/postfix.log' };

function portsOf(daemon: Daemon, ports: LabPorts): number[] {
  return daemon === 'dovecot'
    ? [ports.imap, ports.imaps, ports.pop3, ports.pop3s, ports.lmtp]
    : [ports.smtp, ports.submission, ports.submissions];
}

/** The last lines of a daemon's log, for an error's text. */
function logTail(dir: string, daemon: Daemon): string {
  const texts = [`log/${daemon}-start.log`, LOG_FILE[daemon]].map((name) => {
    try {
      return readFileSync(join(dir, name), 'utf8').trim().split('\n').slice(-8).join('\n');
    } catch {
      return '';
    }
  });
  return texts.filter(Boolean).join('\n');
}

/** Starts one daemon and waits until all its ports answer. Nothing happens when it runs. */
export async function startDaemon(dir: string, daemon: Daemon, ports: LabPorts): Promise<void> {
  if (runningPid(join(dir, PID_FILE[daemon]))) return;
  const args =
    daemon === 'dovecot' ? ['-c', join(dir, 'etc/dovecot.conf')] : ['-c', join(dir, 'etc/postfix'), 'start'];
  // Output goes to a file: a daemon that kept the caller's pipe would hang `npm run lab | cat` for ever.
  const output = openSync(join(dir, `log/${daemon}-start.log`), 'w');
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin` };
  const starter = spawn(daemon, args, { stdio: ['ignore', output, output], env, detached: true });
  const status = await new Promise<number | null>((resolve, reject) => {
    starter.once('error', reject);
    starter.once('exit', resolve);
  });
  closeSync(output);
  if (status !== 0) throw new Error(`${daemon} did not start:\n${logTail(dir, daemon)}`);
  try {
    for (const port of portsOf(daemon, ports)) {
      await waitUntil(`${daemon} answers on port ${port}`, () => canConnect(port));
    }
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${logTail(dir, daemon)}`, { cause: error });
  }
}

/** Ends one daemon: 'stop' lets it say goodbye, 'kill' is a crash of it and all its children. Ports stay its own. */
export async function endDaemon(dir: string, daemon: Daemon, how: 'stop' | 'kill'): Promise<void> {
  const file = join(dir, PID_FILE[daemon]);
  const pid = runningPid(file);
  if (pid !== null) {
    if (how === 'stop') process.kill(pid, 'SIGTERM');
    const ended = how === 'kill' ? killTree(pid) : [pid];
    await waitUntil(`${daemon} ends`, () => ended.every((each) => !isRunning(each)));
  }
  rmSync(file, { force: true }); // one left by a crash would stop the next start
}
