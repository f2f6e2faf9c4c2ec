// The English texts of 'Test this account'; outcomes and advice come from the server, which knows what happened.
import type { CheckStep } from '@/lib/contract/checkup';

export const checkupText = {
  button: 'Test this account',
  title: (address: string) => `Test of ${address}`,
  back: 'Back to sign-in',
  again: 'Test again',
  running: 'Testing…',
  good: 'Everything works.',
  warned: 'It works, with the remarks below.',
  bad: 'It does not work yet: see the step marked as failed.',
  unreachable: 'Could not reach Pennypost. Check the connection and try again.',
  said: 'What the server says',
  certificate: 'The certificate',
  protocols: {
    imap: 'Incoming mail (IMAP)',
    pop3: 'Incoming mail (POP3)',
    smtp: 'Outgoing mail (SMTP)',
  } satisfies Record<CheckStep['protocol'], string>,
  steps: {
    dns: 'Name',
    tcp: 'Connection',
    tls: 'Encryption',
    greeting: 'Greeting',
    capabilities: 'Abilities',
    login: 'Log-in',
    folders: 'Folders',
    messages: 'Messages',
  } satisfies Record<CheckStep['step'], string>,
  outcomes: { ok: 'passed', warning: 'remark', failed: 'failed' } satisfies Record<
    CheckStep['outcome'],
    string
  >,
};
