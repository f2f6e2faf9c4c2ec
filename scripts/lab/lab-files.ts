// Lays out the lab's private directory: configuration from the templates, certificate, owners and modes.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfSignedCertificate } from '../certificate';

/** Where each protocol listens; all on 127.0.0.1. */
export interface LabPorts {
  /** IMAP, plain and STARTTLS. */
  imap: number;
  /** IMAP over TLS. */
  imaps: number;
  /** POP3, plain and STLS. */
  pop3: number;
  /** POP3 over TLS. */
  pop3s: number;
  lmtp: number;
  /** Incoming mail, as an outside server brings it: no login. */
  smtp: number;
  /** Submission with STARTTLS and login. */
  submission: number;
  /** Submission over TLS, with login. */
  submissions: number;
  /** Kept free for an OpenID provider (oidc-provider.ts), which Dovecot asks about tokens. */
  oidc: number;
}

/** What the templates need to know. */
export interface LabLayout {
  dir: string;
  domain: string;
  ports: LabPorts;
  maxConnections: number;
}

/** The owner of all mail files: a bare number, no such user has to exist. */
export const MAIL_UID = 5000;
/** What Dovecot and Pennypost show to the lab's OpenID provider. */
export const OIDC_SECRET = 'a-secret-of-the-lab-for-its-provider';

// Texts that tests look for: a server's own phrase must reach the person.
const RULES = `/^refuse-/ 550 5.7.1 The lab refuses mail for this address
/^tempfail-/ 451 4.3.2 The lab has no time now, please try again later
/^unknown-/ 550 5.1.1 No such person in the lab
/^full-/ 452 4.2.2 The mailbox is full
`;
const HEADER_RULES = '/^Subject:.*\\[refuse content\\]/ REJECT 5.7.1 The lab refuses this content\n';

function fill(template: string, layout: LabLayout): string {
  const values: Record<string, string | number> = {
    ...layout.ports,
    dir: layout.dir,
    domain: layout.domain,
    name: basename(layout.dir),
    maxConnections: layout.maxConnections,
    mailUid: MAIL_UID,
    oidcSecret: OIDC_SECRET,
  };
  const path = fileURLToPath(new URL(`./${template}.template`, import.meta.url));
  return readFileSync(path, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${template} asks for {{${name}}}, which nobody gives.`);
    return String(value);
  });
}

function idOf(user: string): number {
  try {
    return Number(
      execFileSync('id', ['-u', user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    throw new Error(`The system user '${user}' is missing: is Postfix installed? ${INSTALL}`);
  }
}

const INSTALL = 'On Debian: npm run bootstrap -- --system';

/** Throws a plain sentence when this machine or user cannot run the lab. */
export function checkMachine(dir: string): void {
  if (process.platform !== 'linux') throw new Error('The lab runs on Linux only.');
  if (process.getuid?.() !== 0) {
    throw new Error(
      "The lab must run as root: Postfix's master process refuses anything else. Use sudo or a container.",
    );
  }
  for (const program of ['dovecot', 'postfix']) {
    try {
      execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${program}`], { stdio: 'ignore' });
    } catch {
      throw new Error(`The lab needs ${program}. ${INSTALL}`);
    }
  }
  if (dir.length > 70) throw new Error(`The path ${dir} is too long for unix sockets (70 characters).`);
}

/** Writes all files of the lab into `layout.dir`, which exists. */
export function writeLabFiles(layout: LabLayout): void {
  const { dir } = layout;
  chmodSync(dir, 0o755); // Dovecot's and Postfix's own users walk through it
  for (const name of ['etc/postfix', 'log', 'run', 'mail', 'spool', 'data', 'users']) {
    mkdirSync(join(dir, name), { recursive: true, mode: 0o755 });
  }
  chownSync(join(dir, 'mail'), MAIL_UID, MAIL_UID);
  chownSync(join(dir, 'data'), idOf('postfix'), 0);
  const { key, cert } = selfSignedCertificate();
  writeFileSync(join(dir, 'etc/tls.key'), key, { mode: 0o600 });
  writeFileSync(join(dir, 'etc/tls.crt'), cert);
  writeFileSync(join(dir, 'etc/dovecot.conf'), fill('dovecot.conf', layout));
  writeFileSync(join(dir, 'etc/dovecot-oauth2.conf'), fill('dovecot-oauth2.conf', layout));
  writeFileSync(join(dir, 'etc/postfix/main.cf'), fill('main.cf', layout));
  writeFileSync(join(dir, 'etc/postfix/master.cf'), fill('master.cf', layout));
  writeFileSync(join(dir, 'etc/postfix/recipients'), '/./ anyone\n');
  writeFileSync(join(dir, 'etc/postfix/rules'), RULES);
  writeFileSync(join(dir, 'etc/postfix/header-rules'), HEADER_RULES);
}
