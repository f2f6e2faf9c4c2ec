// Signs in to an SMTP session (RFC 4954): with a password as nodemailer does, with a token by OAUTHBEARER or XOAUTH2.
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { DialogueLine } from '@/lib/contract/delivery';
import type { ServerLogin } from '../types';

/** nodemailer's own XOAUTH2 asks twice for a token, and it has no OAUTHBEARER: both go through this one handler. */
const METHOD = 'TOKEN';
/** Octet 1 divides the fields of both mechanisms. */
const SOH = '\u0001';

interface Mechanism {
  name: string;
  /** The first client message. */
  initial(login: ServerLogin, accessToken: string): string[];
  /** Ends the exchange after the server told in a challenge what is wrong. */
  breaker: string;
}

const OAUTHBEARER: Mechanism = {
  name: 'OAUTHBEARER',
  // RFC 7628 3.1; a comma or equals sign in the user name is escaped (RFC 5801 4).
  initial: ({ host, port, username }, accessToken) => {
    const name = username.replace(/=/gu, '=3D').replace(/,/gu, '=2C');
    return [`n,a=${name},`, `host=${host}`, `port=${port}`, `auth=Bearer ${accessToken}`, '', ''];
  },
  breaker: 'AQ==',
};
const XOAUTH2: Mechanism = {
  name: 'XOAUTH2',
  initial: ({ username }, accessToken) => [`user=${username}`, `auth=Bearer ${accessToken}`, '', ''],
  breaker: '',
};

/** The best mechanism for tokens in the EHLO answer. `heard` are the lines of the session. */
function mechanismFor(heard: DialogueLine[]): Mechanism | undefined {
  const offers = heard
    .filter(({ from, text }) => from === 'server' && /^250[ -]AUTH[ =]/iu.test(text))
    .map(({ text }) => text)
    .join(' ');
  return [OAUTHBEARER, XOAUTH2].find(({ name }) => offers.toUpperCase().includes(name));
}

/** What nodemailer has to be given when it connects; `heard` grows meanwhile. */
export function tokenHandler(
  login: ServerLogin,
  heard: DialogueLine[],
): SMTPConnection.CustomAuthenticationHandlers {
  const { auth } = login;
  if (auth.kind === 'password') return {};
  return {
    [METHOD]: async ({ sendCommand }) => {
      const { name, initial, breaker } = mechanismFor(heard) ?? XOAUTH2;
      const first = Buffer.from(initial(login, auth.accessToken).join(SOH)).toString('base64');
      let answer = await sendCommand(`AUTH ${name} ${first}`);
      // 334 carries the reason as JSON; the refusal itself comes after our answer to it (RFC 7628 3.2.3).
      if (answer.status === 334) answer = await sendCommand(breaker);
      if (answer.status !== 235) throw new Error('The server did not accept the token.');
      return true;
    },
  };
}

/** What to give to nodemailer's `login`; null when there is a token and the server takes none. */
export function credentialsOf({ username: user, auth }: ServerLogin, heard: DialogueLine[]) {
  if (auth.kind === 'password') return { credentials: { user, pass: auth.password } };
  return mechanismFor(heard) ? { credentials: { user, pass: '' }, method: METHOD } : null;
}
