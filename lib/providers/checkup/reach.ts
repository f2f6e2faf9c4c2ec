// The steps that every mail server has before the log-in: DNS, TCP, TLS with its certificate, greeting, capabilities.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ServerSettings } from '@/lib/contract/account';
import type { CheckStep } from '@/lib/contract/checkup';
import { type Allow, isPublic, privateHost } from '../network/guard';
import { protocolOf } from '../network/greeting';
import { factsOf, judgeCertificate } from './certificate';
import { LineTalk } from './line-talk';
import { stepsOf } from './steps';
import { adviceFor, asAppError, NAMES, otherProtocol } from './words';

type Protocol = CheckStep['protocol'];

/** What is tested, and with which rules. */
export interface Target {
  protocol: Protocol;
  server: ServerSettings;
  allow: Allow;
  allowSelfSigned: boolean;
  timeoutMs: number;
}

/** How each protocol asks for capabilities and for TLS. */
const SPEECH: Record<
  Protocol,
  { ask: string; isLast: (line: string) => boolean; startTls: string; agreed: RegExp; offersTls: RegExp }
> = {
  imap: {
    ask: 'a CAPABILITY',
    isLast: (line) => /^a (?:OK|NO|BAD)/iu.test(line),
    startTls: 'a STARTTLS',
    agreed: /^a OK/iu,
    offersTls: /\bSTARTTLS\b/iu,
  },
  pop3: {
    ask: 'CAPA',
    isLast: (line) => line === '.' || /^-ERR/iu.test(line),
    startTls: 'STLS',
    agreed: /^\+OK/iu,
    offersTls: /^STLS$/imu,
  },
  smtp: {
    ask: 'EHLO pennypost.invalid',
    isLast: (line) => /^\d{3}(?: |$)/u.test(line),
    startTls: 'STARTTLS',
    agreed: /^220/u,
    offersTls: /^250[ -]STARTTLS/imu,
  },
};
/** The first line is the answer to these, whatever the protocol's usual end. */
const oneLine = () => true;

/** Yields each step; returns true when the log-in may follow. The connection is closed in any case. */
export async function* reach(target: Target): AsyncGenerator<CheckStep, boolean> {
  const { protocol, server, allow, timeoutMs } = target;
  const { host, port, security } = server;
  const step = stepsOf(protocol);
  let talk: LineTalk | null = null;
  let now: CheckStep['step'] = 'dns';
  try {
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    if (!allow(host) && addresses.some((address) => !isPublic(address))) throw privateHost(host);
    yield step('dns', 'ok', isIP(host) ? `${host} is an address.` : `${host} is ${addresses.join(', ')}.`);

    now = 'tcp';
    const begun = performance.now();
    talk = await LineTalk.open(host, port, allow, timeoutMs);
    yield step('tcp', 'ok', `Connected to port ${port} in ${Math.round(performance.now() - begun)} ms.`);

    const speech = SPEECH[protocol];
    if (security === 'tls') {
      now = 'tls';
      const checked = judgeCertificate(factsOf(await talk.startTls(host)), target);
      yield checked;
      if (checked.outcome === 'failed') return false;
    }
    now = 'greeting';
    const greeting = await talk.read(protocol === 'smtp' ? speech.isLast : oneLine);
    const spoken = protocolOf(greeting[0] ?? '');
    if (spoken !== protocol || /^(?:\* BYE|-ERR|[45]\d\d)/iu.test(greeting[0] ?? '')) {
      yield greeted(protocol, spoken, greeting);
      return false;
    }
    yield step('greeting', 'ok', `The server speaks ${NAMES[protocol]}.`, greeting);

    now = 'capabilities';
    let offers = await talk.ask(speech.ask, speech.isLast);
    if (security === 'starttls') {
      now = 'tls';
      const agreed = speech.offersTls.test(offers.join('\n'))
        ? await talk.ask(speech.startTls, protocol === 'imap' ? speech.isLast : oneLine)
        : offers;
      if (!speech.agreed.test(agreed.at(-1) ?? '') || agreed === offers) {
        yield step('tls', 'failed', 'The server offers no encryption on this port.', agreed, noTls(protocol));
        return false;
      }
      const checked = judgeCertificate(factsOf(await talk.startTls(host)), target);
      yield checked;
      if (checked.outcome === 'failed') return false;
      now = 'capabilities';
      offers = await talk.ask(speech.ask, speech.isLast);
    }
    yield step('capabilities', 'ok', 'This is what the server offers.', offers);
    return true;
  } catch (error) {
    yield await failed(now, target, error, talk);
    return false;
  } finally {
    talk?.close();
  }
}

const noTls = (protocol: Protocol) =>
  `A password must not travel in the clear: ask for a port with TLS. ${otherProtocol(protocol, null)}`;

function greeted(protocol: Protocol, spoken: ReturnType<typeof protocolOf>, greeting: string[]): CheckStep {
  const step = stepsOf(protocol);
  if (spoken === protocol)
    return step('greeting', 'failed', 'The server turns us away.', greeting, adviceFor(null));
  const what = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP', http: 'HTTP' };
  const text = spoken
    ? `This port speaks ${what[spoken]}, not ${NAMES[protocol]}.`
    : `This port does not speak ${NAMES[protocol]}.`;
  return step('greeting', 'failed', text, greeting, otherProtocol(protocol, spoken));
}

async function failed(
  name: CheckStep['step'],
  target: Target,
  error: unknown,
  talk: LineTalk | null,
): Promise<CheckStep> {
  const { protocol, server } = target;
  const step = stepsOf(protocol);
  const known = asAppError(error, server.host);
  const text = known?.userMessage ?? `The connection to ${server.host} was lost.`;
  if (name === 'dns' && known?.code === 'unknown-host')
    return step(name, 'failed', text, [], 'Check the spelling of the server name.');
  if (name === 'tcp' && known?.code !== 'bad-request')
    return step(
      name,
      'failed',
      `${text} (port ${server.port})`,
      [],
      `Check the port. ${otherProtocol(protocol, null)}`,
    );
  if (name === 'tls' && server.security === 'tls') {
    // TLS was answered in the clear: what is there?
    const spoken = await overheard(target);
    if (spoken.length > 0) {
      const what = protocolOf(spoken[0]!);
      const advice = what === protocol ? 'Choose STARTTLS for this port.' : otherProtocol(protocol, what);
      return step(name, 'failed', 'This port does not begin with TLS.', spoken, advice);
    }
  }
  if (name === 'greeting' && server.security === 'starttls')
    return step(
      name,
      'failed',
      `No greeting: ${text}`,
      talk?.rest ? [talk.rest] : [],
      'Choose TLS if this port begins with it.',
    );
  return step(name, 'failed', text, talk?.rest ? [talk.rest] : [], adviceFor(known));
}

/** What the port says without TLS; a web server speaks only when spoken to. */
async function overheard({ server, allow }: Target): Promise<string[]> {
  const short = 2000;
  const talk = await LineTalk.open(server.host, server.port, allow, short).catch(() => null);
  if (!talk) return [];
  try {
    return await talk.read(oneLine).catch(() => talk.ask('QUIT', oneLine));
  } catch {
    return [];
  } finally {
    talk.close();
  }
}
