// `npm run lab`: starts Dovecot and Postfix, prints how to reach them and two accounts, and ends both at Ctrl-C.
import { startLab } from './lab/lab';

async function main(): Promise<void> {
  const lab = await startLab();
  const [ann, ben] = await Promise.all([lab.createUser('ann'), lab.createUser('ben')]);
  const { ports } = lab;
  const preset = {
    [lab.domain]: {
      imap: { host: lab.host, port: ports.imaps, security: 'tls' },
      smtp: { host: lab.host, port: ports.submission, security: 'starttls' },
    },
  };
  console.log(`The lab runs in ${lab.dir} (Ctrl-C ends it and removes the directory).

  IMAP         ${ports.imap} (STARTTLS), ${ports.imaps} (TLS)
  POP3         ${ports.pop3} (STLS), ${ports.pop3s} (TLS)
  Submission   ${ports.submission} (STARTTLS), ${ports.submissions} (TLS)
  SMTP, LMTP   ${ports.smtp}, ${ports.lmtp}
  Accounts     ${ann.address}, ${ben.address}, password ${ann.password}

  For Pennypost: ALLOW_SELF_SIGNED=localhost
  MAIL_SERVERS='${JSON.stringify(preset)}'`);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => {
      void lab.close().then(() => process.exit(0));
    });
  }
  setInterval(() => {}, 60_000); // nothing else keeps the process: the servers are daemons
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
