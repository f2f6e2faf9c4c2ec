// Signing in: SASL PLAIN (RFC 5034, 4616), OAUTHBEARER or XOAUTH2, USER and PASS, or APOP (RFC 1939 7), whichever the server takes. Always
// inside TLS.
import { createHash } from 'node:crypto';
import type { Auth } from '../types';
import type { Capabilities } from './capa';
import { type Line, readStatus, send } from './connection';
import { Refusal } from './errors';

/** What an initial response may have so that the command stays within 255 octets (RFC 2449 4). */
const MAX_INITIAL = 200;

/** Signs in; throws a Refusal that knows it was said to a log-in. `greeting` is the text of the server's first line. */
export async function login(
  line: Line,
  capabilities: Capabilities,
  greeting: string,
  username: string,
  auth: Auth,
): Promise<void> {
  try {
    const offered = (capabilities.get('SASL') ?? []).map((name) => name.toUpperCase());
    if (auth.kind === 'token') return await byToken(line, offered, username, auth.accessToken);
    // A line end would be a second command; NUL ends a field of SASL PLAIN.
    if (/[\r\n\0]/u.test(username + auth.password)) throw new Refusal('[AUTH] not a user name and password');
    if (offered.includes('PLAIN'))
      return await sasl(line, 'PLAIN', Buffer.from(`\0${username}\0${auth.password}`, 'utf8'));
    const stamp = /<[^<>\s]+@[^<>\s]+>/u.exec(greeting)?.[0];
    // RFC 2449 6.3: without USER in CAPA the two commands are not there.
    if (stamp && capabilities.size > 0 && !capabilities.has('USER'))
      return await apop(line, username, auth.password, stamp);
    send(line, `USER ${username}`);
    await readStatus(line);
    send(line, `PASS ${auth.password}`);
    await readStatus(line);
  } catch (error) {
    if (error instanceof Refusal) error.atLogin = true;
    throw error;
  }
}

async function apop(line: Line, username: string, password: string, stamp: string): Promise<void> {
  const digest = createHash('md5').update(stamp).update(password, 'utf8').digest('hex');
  send(line, `APOP ${username} ${digest}`);
  await readStatus(line);
}

/** RFC 7628 3.1, or what Google made before it. */
function byToken(line: Line, offered: string[], username: string, token: string): Promise<void> {
  const bearer = `auth=Bearer ${token}\x01\x01`;
  if (!offered.includes('OAUTHBEARER'))
    return sasl(line, 'XOAUTH2', Buffer.from(`user=${username}\x01${bearer}`));
  const name = username.replace(/=/gu, '=3D').replace(/,/gu, '=2C');
  return sasl(line, 'OAUTHBEARER', Buffer.from(`n,a=${name},\x01${bearer}`), 'AQ==');
}

async function sasl(line: Line, mechanism: string, response: Buffer, toRefusal = ''): Promise<void> {
  const encoded = response.toString('base64');
  if (encoded.length <= MAX_INITIAL) send(line, `AUTH ${mechanism} ${encoded}`);
  else {
    send(line, `AUTH ${mechanism}`);
    if (!(await continued(line))) return;
    send(line, encoded);
  }
  // A token is refused in a challenge that says why; '-ERR' comes after one more answer.
  while (await continued(line)) send(line, toRefusal);
}

const MAX_CHALLENGE = 8192;

/** True when the server asks for more ('+ '), false when it took the log-in. */
async function continued(line: Line): Promise<boolean> {
  const text = (await line.reader.line(MAX_CHALLENGE)).toString('utf8');
  if (text === '+' || text.startsWith('+ ')) return true;
  line.reader.putBack(Buffer.from(`${text}\r\n`, 'utf8'));
  await readStatus(line);
  return false;
}
