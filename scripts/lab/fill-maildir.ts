// Writes generated messages straight into a Maildir, which is many times faster than APPEND.
import { chownSync, closeSync, fchownSync, futimesSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedMessage } from './generate';
import { MAIL_UID } from './lab-files';

/** Maildir flag letters, in the order the format asks for. */
function letters(message: GeneratedMessage): string {
  return `${message.flagged ? 'F' : ''}${message.answered ? 'R' : ''}${message.seen ? 'S' : ''}`;
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chownSync(path, MAIL_UID, MAIL_UID);
}

/**
 * Adds messages to `folder` (ASCII, '/' between levels) below a person's home and returns how many. Dovecot finds the
 * files at the next SELECT and gives UIDs in the order of their dates.
 */
export function fillMaildir(home: string, folder: string, messages: Iterable<GeneratedMessage>): number {
  const root = join(home, 'Maildir');
  const path = folder.toUpperCase() === 'INBOX' ? root : join(root, `.${folder.replaceAll('/', '.')}`);
  for (const each of [home, root, path, ...['cur', 'new', 'tmp'].map((name) => join(path, name))]) {
    makeFolder(each);
  }
  const stamp = process.hrtime.bigint().toString(36);
  let count = 0;
  for (const message of messages) {
    const seconds = Math.floor(message.date / 1000);
    const number = String(count).padStart(6, '0');
    const size = message.raw.length;
    // S and W (RFC 822 size) spare Dovecot from reading the file; the lines end in CRLF already, so they are equal.
    const name = `${seconds}.M${number}P${stamp}.lab,S=${size},W=${size}:2,${letters(message)}`;
    const file = openSync(join(path, 'cur', name), 'wx', 0o600);
    writeSync(file, message.raw);
    futimesSync(file, seconds, seconds);
    fchownSync(file, MAIL_UID, MAIL_UID);
    closeSync(file);
    count++;
  }
  return count;
}
