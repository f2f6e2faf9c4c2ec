// Finding, ending and waiting for the lab's daemons by process id; Linux (/proc), no systemd.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The process's state letter and parent (proc(5)), or null when it is gone. */
function stat(pid: number): { state: string; parent: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: state ?? 'X', parent: Number(parent) };
  } catch {
    return null;
  }
}

/** True while the process runs. A zombie does not: in containers nobody may collect it. */
export function isRunning(pid: number): boolean {
  const found = stat(pid);
  return found !== null && found.state !== 'Z' && found.state !== 'X';
}

/** The process id in a pid file, or null when there is none or it has ended. */
export function runningPid(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'latin1').trim());
  return pid > 1 && isRunning(pid) ? pid : null;
}

/** Sends SIGKILL to a process and all its children, children first known then ended with it. */
export function killTree(pid: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 1 && stat(candidate)?.parent === pid);
  const ended = [pid, ...children];
  for (const each of ended) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return ended;
}

/** Waits until `isTrue` answers true; throws with `what` after `timeoutMs`. */
export async function waitUntil(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}`);
    await sleep(20);
  }
}

/** True when a TCP connection to the port on loopback succeeds. */
export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
