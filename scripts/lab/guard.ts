// Clears a private directory of servers up when the process that started them is gone.
import { spawn } from 'node:child_process';

/**
 * A child that outlives us: when this process ends, however it ends, the pipe breaks and the child clears up.
 * Detached, so that Ctrl-C on the terminal does not end it before its work.
 */
export function guard(dir: string): void {
  const script = `cat >/dev/null
    for file in run/master.pid spool/pid/master.pid; do
      [ -s "$0/$file" ] || continue
      pid=$(tr -d ' ' <"$0/$file")
      children=$(grep -ls "^PPid:[[:space:]]*$pid$" /proc/[0-9]*/status | tr -cd '0-9\\n')
      kill -KILL "$pid" $children
    done
    rm -rf "$0"`;
  const child = spawn('sh', ['-c', script, dir], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
}
