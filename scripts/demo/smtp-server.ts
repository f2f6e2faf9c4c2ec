// The demo's submission server: STARTTLS and login, delivery into the demo's own inboxes, 550 for everyone else.
import { SMTPServer } from 'smtp-server';
import type { Certificate } from '../certificate';
import type { MailStore } from './imap-server';

const MAX_OCTETS = 40 * 1024 * 1024;

/** An error that smtp-server answers with this code. */
function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

const normal = (address: string) => address.toLowerCase();

/** Opens the submission port. Only a signed-in person may send, and only under the own address. */
export async function listenSmtp(stores: MailStore[], certificate: Certificate, port: number): Promise<void> {
  const storeOf = (address: string) => stores.find((store) => store.account.address === normal(address));
  const server = new SMTPServer({
    ...certificate,
    name: 'demo.test',
    banner: 'Pennypost demo',
    size: MAX_OCTETS,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    onAuth({ username = '', password }, _session, done) {
      const store = storeOf(username);
      if (!store || store.account.password !== password) {
        return done(refusal(535, '5.7.8 The user name or password is not right'));
      }
      done(null, { user: store.account.address });
    },
    onMailFrom(sender, session, done) {
      if (normal(sender.address) === session.user) return done();
      done(refusal(553, `5.7.1 ${session.user} may not send as ${sender.address}`));
    },
    onRcptTo(recipient, _session, done) {
      if (storeOf(recipient.address)) return done();
      done(refusal(550, `5.1.1 <${recipient.address}>: there is no such person in the demo`));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(refusal(552, '5.3.4 The message is too big for the demo'));
        const at = new Date().toUTCString().replace('GMT', '+0000');
        const received = `Received: from pennypost (localhost [127.0.0.1])\r\n\tby demo.test with ESMTPSA id ${session.id};\r\n\t${at}\r\n`;
        const raw = Buffer.concat([Buffer.from(received), ...chunks]);
        for (const { address } of session.envelope.rcptTo) storeOf(address)?.deliver(raw);
        done(null, `2.0.0 Delivered as ${session.id}`);
      });
    },
  });
  server.on('error', () => {}); // a client that leaves in the middle is no event for the demo
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
