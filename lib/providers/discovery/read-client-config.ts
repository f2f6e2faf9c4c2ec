// Reads a 'clientConfig' document (Thunderbird's autoconfig, version 1.1) into servers that Pennypost can use.
import { z } from 'zod';
import { localPartOf, toHostName } from '@/lib/contract/mail-domain';
import { childrenOf, readXml, textOf, type XmlElement } from './read-xml';
import type { Candidate, Question } from './types';

const SECURITY = { SSL: 'tls', STARTTLS: 'starttls' } as const;
/** Ways that need a password or a token; the others (Kerberos, client certificates, addresses) are not ours. */
const USABLE = new Set(['password-cleartext', 'plain', 'password-encrypted', 'secure', 'OAuth2']);

const Server = z.object({
  hostname: z.string().transform((text, ctx) => {
    const host = toHostName(text);
    if (host === null) ctx.addIssue({ code: 'custom', message: 'no host name' });
    return host ?? z.NEVER;
  }),
  port: z.coerce.number().int().min(1).max(65535),
  // 'plain' is left out on purpose: a password never travels in the clear.
  socketType: z.enum(['SSL', 'STARTTLS']).transform((type) => SECURITY[type]),
  username: z
    .string()
    .min(1)
    .max(320)
    .regex(/^\P{Cc}+$/u),
  authentication: z
    .array(z.string())
    .refine((ways) => ways.length === 0 || ways.some((way) => USABLE.has(way))),
});

/** What the document says for this address; null when it has no server that receives and is encrypted. Throws when it is no such document. */
export function readClientConfig(
  source: string,
  question: Question,
  from: Candidate['source'],
): Candidate | null {
  const root = readXml(source);
  const provider = childrenOf(root, 'emailProvider')[0];
  if (root.name !== 'clientConfig' || !provider) throw new Error('This is no clientConfig document.');
  const servers = (kind: 'incomingServer' | 'outgoingServer', type: string) =>
    childrenOf(provider, kind)
      .filter(({ attributes }) => attributes.type === type)
      .flatMap((element) => {
        const read = Server.safeParse(fields(element, question));
        return read.success ? [read.data] : [];
      })
      // Implicit TLS before STARTTLS (RFC 8314 3), else the provider's own order.
      .sort((a, b) => Number(a.socketType === 'starttls') - Number(b.socketType === 'starttls'))[0];
  const imap = servers('incomingServer', 'imap');
  const pop3 = servers('incomingServer', 'pop3');
  const smtp = servers('outgoingServer', 'smtp');
  if (!imap && !pop3) return null;
  const name = textOf(provider, 'displayName')
    ?.replace(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, 100);
  return {
    source: from,
    name: name || null,
    username: (imap ?? pop3)!.username,
    imap: settings(imap),
    pop3: settings(pop3),
    smtp: settings(smtp),
  };
}

function fields(element: XmlElement, { address, domain }: Question): unknown {
  const filled = (name: string) =>
    textOf(element, name)?.replace(/%(EMAILADDRESS|EMAILLOCALPART|EMAILDOMAIN)%/gu, (_, key: string) => {
      if (key === 'EMAILADDRESS') return address;
      return key === 'EMAILDOMAIN' ? domain : localPartOf(address);
    });
  return {
    hostname: filled('hostname'),
    port: textOf(element, 'port'),
    socketType: textOf(element, 'socketType'),
    username: filled('username'),
    authentication: childrenOf(element, 'authentication').map(({ text }) => text),
  };
}

function settings(server: z.infer<typeof Server> | undefined) {
  return server ? { host: server.hostname, port: server.port, security: server.socketType } : null;
}
