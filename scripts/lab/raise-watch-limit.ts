// Lets the lab's Dovecot watch as many folders as there are people in it.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = '/proc/sys/fs/inotify/max_user_instances';
const ENOUGH = 4096;

/**
 * Each IDLE takes one of Linux's inotify instances, of which a user has 128 as a rule; all people of the lab are one user to the system.
 * Beyond that Dovecot looks for new mail every 30 s only, and a story waits in vain. Where we may not raise it, it stays.
 */
export function raiseWatchLimit(): void {
  try {
    if (Number(readFileSync(FILE, 'utf8')) < ENOUGH) writeFileSync(FILE, String(ENOUGH));
  } catch {
    // Not Linux, or not ours to change.
  }
}
