// Starts the demo's mail servers with their sample mail.
import { type Certificate, selfSignedCertificate } from '../certificate';
import { freePorts } from '../lab/free-ports';
import { listenImap, MailStore } from './imap-server';
import { ANN, BEN } from './mail/people';
import { seedMail } from './mail/seed';
import { listenPop3 } from './pop3';
import { listenSmtp } from './smtp-server';
import type { Account } from './types';

/** Where the demo's mail servers listen: IMAP and POP3 over TLS, SMTP with STARTTLS. */
export interface DemoServers {
  accounts: Account[];
  imap: number;
  smtp: number;
  pop3: number;
}

/** Starts IMAP, SMTP and POP3 on free ports of loopback. They end with the process. */
export async function startServers(): Promise<DemoServers> {
  const certificate: Certificate = selfSignedCertificate();
  const now = Date.now();
  const accounts = [ANN, BEN];
  const stores = await Promise.all(
    accounts.map(async (account) => new MailStore(account, certificate, await seedMail(account, now))),
  );
  const [imap, smtp, pop3] = (await freePorts(3)) as [number, number, number];
  await listenImap(stores, imap);
  await listenSmtp(stores, certificate, smtp);
  await listenPop3(stores, certificate, pop3);
  return { accounts, imap, smtp, pop3 };
}
