// A second real server beside the lab's Dovecot: a private Cyrus imapd on a free port of loopback, for tests of other habits.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImapFlow } from 'imapflow';
import { freePort } from './free-ports';
import { guard } from './guard';
import { canConnect, killTree, waitUntil } from './processes';

const MASTER = '/usr/lib/cyrus/bin/master';
/** Debian lets only one IMAP server be installed; the bootstrap unpacks this one here. */
const UNPACKED = fileURLToPath(new URL('../../.lab/cyrus', import.meta.url));
/** What each person has beside INBOX. */
const FOLDERS = ['Archive', 'Trash', 'Drafts', 'Sent', 'Junk'];
const INSTALL =
  'On Debian, as root: npm run bootstrap -- --system (it installs cyrus-common and sasl2-bin, and unpacks cyrus-imapd into .lab/cyrus).';

/** A running Cyrus: folders below 'INBOX.', QRESYNC, OBJECTID, LIST-STATUS; no NOTIFY. */
export interface Cyrus {
  /** Plain IMAP on 127.0.0.1, passwords allowed. */
  imapPort: number;
  /** A fresh person with Archive, Trash, Drafts, Sent and Junk. */
  createUser(): Promise<{ username: string; password: string }>;
  close(): Promise<void>;
}

/** Starts it in a directory of its own. Throws a plain sentence that says what to install where it is missing. */
export async function startCyrus(): Promise<Cyrus> {
  const imapd = ['/usr', `${UNPACKED}/usr`]
    .map((root) => join(root, 'lib/cyrus/bin/imapd'))
    .find((file) => existsSync(file));
  if (!imapd || !existsSync(MASTER)) throw new Error(`These tests need Cyrus imapd. ${INSTALL}`);
  const dir = mkdtempSync(join(tmpdir(), 'pennypost-cyrus-'));
  const imapPort = await freePort();
  layOut(dir, imapd, imapPort);
  guard(dir);
  const output = openSync(join(dir, 'log'), 'w');
  const master = spawn(
    MASTER,
    ['-D', '-C', join(dir, 'imapd.conf'), '-M', join(dir, 'cyrus.conf'), '-p', join(dir, 'run/master.pid')],
    { stdio: ['ignore', output, output], detached: true },
  );
  await waitUntil('Cyrus answers', () => canConnect(imapPort));
  return {
    imapPort,
    createUser: async () => {
      const username = `user${randomBytes(5).toString('hex')}`;
      addUser(dir, username, 'secret');
      await makeFolders(imapPort, username, 'secret');
      return { username, password: 'secret' };
    },
    close: async () => {
      const ended = new Promise((resolve) => master.once('exit', resolve));
      killTree(master.pid!);
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): [number, number] {
  const id = (option: string) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return [id('-u'), id('-g')];
}

function addUser(dir: string, username: string, password: string): void {
  const file = join(dir, 'conf/sasldb2');
  execFileSync('saslpasswd2', ['-p', '-c', '-f', file, username], { input: password });
}

/** Cyrus makes them at the first sign-in, one after the other: whoever signs in meanwhile is told of some only. */
async function makeFolders(port: number, user: string, pass: string): Promise<void> {
  const options = { host: '127.0.0.1', port, secure: false, doSTARTTLS: false, logger: false as const };
  const client = new ImapFlow({ ...options, auth: { user, pass } });
  await client.connect();
  await waitUntil('all folders are there', async () => (await client.list()).length > FOLDERS.length);
  await client.logout();
}

function layOut(dir: string, imapd: string, imapPort: number): void {
  const [uid, gid] = idsOf('cyrus');
  const folders = FOLDERS.join('|');
  chownSync(dir, uid, gid);
  // Its own user may not be let into the directory of this project.
  const program = join(dir, 'imapd');
  copyFileSync(imapd, program);
  for (const name of ['conf', 'spool', 'sieve', 'run', 'run/proc', 'run/lock', 'run/socket']) {
    mkdirSync(join(dir, name), { mode: 0o755 });
    chownSync(join(dir, name), uid, gid);
  }
  const settings = {
    configdirectory: `${dir}/conf`,
    proc_path: `${dir}/run/proc`,
    mboxname_lockpath: `${dir}/run/lock`,
    defaultpartition: 'default',
    'partition-default': `${dir}/spool`,
    altnamespace: 'no',
    unixhierarchysep: 'no',
    autocreate_quota: 0,
    autocreate_inbox_folders: folders,
    autocreate_subscribe_folders: folders,
    allowplaintext: 'yes',
    sasl_pwcheck_method: 'auxprop',
    sasl_auxprop_plugin: 'sasldb',
    sasl_sasldb_path: `${dir}/conf/sasldb2`,
    sasl_mech_list: 'PLAIN LOGIN',
    sievedir: `${dir}/sieve`,
    lmtpsocket: `${dir}/run/socket/lmtp`,
    idlesocket: `${dir}/run/socket/idle`,
    notifysocket: `${dir}/run/socket/notify`,
    // Without a daemon that tells of news, IDLE looks by itself, once a second at most.
    imapidlepoll: 1,
    expunge_mode: 'immediate',
    delete_mode: 'immediate',
    // Only tests may do without fsync.
    skiplist_unsafe: 1,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(dir, 'imapd.conf'), lines.join(''));
  writeFileSync(
    join(dir, 'cyrus.conf'),
    `START {\n recover cmd="/usr/sbin/cyrus ctl_cyrusdb -C ${dir}/imapd.conf -r"\n}\nSERVICES {\n imap cmd="${program} -C ${dir}/imapd.conf -U 30" listen="127.0.0.1:${imapPort}" prefork=0 maxchild=300\n}\nEVENTS {\n}\n`,
  );
  addUser(dir, 'nobody', 'nothing');
  chownSync(join(dir, 'conf/sasldb2'), uid, gid);
}
