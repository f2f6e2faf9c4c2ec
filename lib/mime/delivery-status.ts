// Reads what a notice says about a message that was sent: RFC 3464 and RFC 8098, and the commonest bounces that follow neither.
import type { NoticeAction } from '@/lib/contract/delivery';
import { cleanLine } from './clean-text';
import { headerValue, messageIds, rawHeaders } from './parse-headers';
import { type ParsedMessage, parseMessage } from './parse-message';
import type { MimePart } from './part';
import { allParts } from './structure';

/** What is said of one recipient. */
export interface RecipientStatus {
  recipient: string | null;
  action: NoticeAction;
  /** RFC 3463, such as 5.1.1. */
  status: string | null;
  /** The remote server's words. */
  diagnostic: string | null;
}

/** A notice, and by what the message it speaks of can be found. */
export interface Report {
  /** Message-IDs with angle brackets, the likeliest first. */
  messageIds: string[];
  /** RFC 3461 4.4. */
  envelopeId: string | null;
  /** Who reports. */
  reportedBy: string | null;
  recipients: RecipientStatus[];
}

const REPORTERS = /^(mailer-daemon|postmaster|mail-daemon|mmdf|mail delivery|bounce)/iu;
const SUBJECTS =
  /undeliver|delivery (status|fail|problem|has failed|notification)|returned (mail|to sender)|failure notice|mail (delivery )?(fail|system error)|could not be delivered|not delivered|could not send|delayed|delivery incomplete|unzustellbar|non remis/iu;

/** Whether it is worth fetching a message to see if it is a notice; by what the index holds of it. */
export function looksLikeReport(message: {
  from: { name: string; address: string }[];
  subject: string;
  structure: MimePart | null;
}): boolean {
  const root = message.structure;
  const types = root ? allParts(root).map(({ type }) => type) : [];
  if (root?.type === 'multipart/report') return true;
  if (
    types.some((type) =>
      /^message\/(delivery-status|disposition-notification|global-delivery-status)$/u.test(type),
    )
  )
    return true;
  const { name = '', address = '' } = message.from[0] ?? {};
  return (REPORTERS.test(address) || REPORTERS.test(name)) && SUBJECTS.test(message.subject);
}

/** Reads a whole raw message (or its first part, bounded by the caller). Null when it is no notice. */
export async function readReport(raw: Buffer): Promise<Report | null> {
  const parsed = await parseMessage(raw);
  const parts = parsed.structure ? allParts(parsed.structure) : [];
  const contentOf = (...types: string[]) => {
    const part = parts.find(({ type }) => types.includes(type));
    return part ? parsed.content(part.part) : null;
  };
  const dsn = contentOf('message/delivery-status', 'message/global-delivery-status');
  const mdn = contentOf('message/disposition-notification', 'message/global-disposition-notification');
  const original = contentOf(
    'text/rfc822-headers',
    'message/rfc822-headers',
    'message/rfc822',
    'message/global',
  );
  const quoted = original ? messageIds(headerValue(rawHeaders(original), 'Message-ID')) : [];
  if (dsn) return fromStatus(dsn, quoted, parsed);
  if (mdn) return fromDisposition(mdn, quoted, parsed);
  return fromText(parsed, quoted);
}

/** Groups of fields with an empty line between: first about the message, then one a recipient (RFC 3464 2.1). */
const groups = (content: Buffer) =>
  content
    .toString('latin1')
    .split(/\r?\n[ \t]*\r?\n/u)
    .filter((group) => group.trim() !== '')
    .slice(0, 500)
    .map((group) => rawHeaders(Buffer.from(`${group}\r\n\r\n`, 'latin1')));

/** 'rfc822; ann@example.org' -> 'ann@example.org' */
const typed = (value: string | null) =>
  value === null ? null : cleanLine(value.replace(/^[^;]*;/u, ''), 1000).trim() || null;
const bareAddress = (value: string | null) => typed(value)?.replace(/^<|>$/gu, '').toLowerCase() ?? null;
const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

function fromStatus(content: Buffer, quoted: string[], parsed: ParsedMessage): Report | null {
  const [about, ...each] = groups(content);
  if (!about) return null;
  // Some leave out the group about the message, or the empty line after it.
  const perRecipient = each.length > 0 ? each : [about];
  const recipients = perRecipient.flatMap((fields): RecipientStatus[] => {
    const said = headerValue(fields, 'Action')
      ?.toLowerCase()
      .split(/[\s;(]/u)[0];
    const status = /\d\.\d{1,3}\.\d{1,3}/u.exec(headerValue(fields, 'Status') ?? '')?.[0] ?? null;
    const action = ACTIONS.find((known) => known === said) ?? byClass(status);
    const recipient =
      bareAddress(headerValue(fields, 'Original-Recipient')) ??
      bareAddress(headerValue(fields, 'Final-Recipient'));
    if (action === null || (recipient === null && status === null)) return [];
    return [{ recipient, action, status, diagnostic: typed(headerValue(fields, 'Diagnostic-Code')) }];
  });
  if (recipients.length === 0) return null;
  return {
    messageIds: [...quoted, ...linked(parsed)],
    envelopeId: headerValue(about, 'Original-Envelope-Id'),
    reportedBy: typed(headerValue(about, 'Reporting-MTA')),
    recipients,
  };
}

const byClass = (status: string | null): NoticeAction | null =>
  (({ '2': 'delivered', '4': 'delayed', '5': 'failed' })[status?.[0] ?? ''] as NoticeAction | undefined) ??
  null;

/** RFC 8098 3.2 */
function fromDisposition(content: Buffer, quoted: string[], parsed: ParsedMessage): Report | null {
  const [fields] = groups(content);
  const disposition = fields && headerValue(fields, 'Disposition')?.toLowerCase();
  if (!fields || !disposition) return null;
  const type = disposition.split(';').at(-1)!.trim().split('/')[0]!.trim();
  // 'dispatched', 'processed' say nothing of a reader; an error is none of ours.
  const action = type === 'displayed' ? 'read' : type === 'deleted' ? 'deleted' : null;
  if (action === null) return null;
  const recipient =
    bareAddress(headerValue(fields, 'Original-Recipient')) ??
    bareAddress(headerValue(fields, 'Final-Recipient')) ??
    parsed.envelope.from[0]?.address.toLowerCase() ??
    null;
  return {
    messageIds: [...messageIds(headerValue(fields, 'Original-Message-ID')), ...quoted, ...linked(parsed)],
    envelopeId: null,
    reportedBy: typed(headerValue(fields, 'Reporting-UA')?.split(';')[0] ?? null),
    recipients: [{ recipient, action, status: null, diagnostic: null }],
  };
}

/** What the notice says it answers. */
const linked = ({ envelope }: ParsedMessage) =>
  [envelope.inReplyTo, ...envelope.references].filter((id): id is string => id !== null);

const MAX_TEXT = 20_000;
const ADDRESS = /<?([\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+)>?/gu;
const DELAY = /delay|not yet|warning|will (be retried|keep trying|continue)|still trying/iu;

/**
 * Exim, qmail and others that write for people only: addresses that stand at the beginning of a line before the returned message,
 * the status code behind them, and the Message-ID out of what is quoted.
 */
function fromText(parsed: ParsedMessage, quoted: string[]): Report | null {
  const { from, subject } = parsed.envelope;
  if (!looksLikeReport({ from, subject, structure: null })) return null;
  const text = (parsed.text ?? '').slice(0, MAX_TEXT);
  const cut = text.search(
    /^-{2,}.*(copy of|original message|this is a copy|returned message|below this line)|^Return-Path:|^Received:/imu,
  );
  const words = cut < 0 ? text : text.slice(0, cut);
  const ids = [
    ...quoted,
    ...messageIds(/^Message-I[Dd]:\s*(<[^>\s]{3,300}>)/mu.exec(text)?.[1] ?? null),
    ...linked(parsed),
  ];
  const failed = headerValue(parsed.headers, 'X-Failed-Recipients');
  const named = failed
    ? failed.split(',').map((one) => one.trim())
    : words
        .split(/\r?\n/u)
        .filter((line) => /^\s*<?[^\s<>@]+@[^\s<>@]+>?\s*(:|$|\()/u.test(line))
        .flatMap((line) => [...line.matchAll(ADDRESS)].map((match) => match[1]!).slice(0, 1));
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/u.exec(words)?.[0] ?? null;
  const diagnostic = /^.*\b[45]\d\d[ -].*$/mu.exec(words)?.[0];
  const isDelay = status ? status.startsWith('4') : DELAY.test(`${subject} ${words.slice(0, 500)}`);
  const recipients = [...new Set(named.map((address) => address.toLowerCase()))].slice(0, 100);
  if (ids.length === 0 && recipients.length === 0) return null;
  const said = {
    action: isDelay ? ('delayed' as const) : ('failed' as const),
    status,
    diagnostic: diagnostic ? cleanLine(diagnostic, 1000) : null,
  };
  return {
    messageIds: ids,
    envelopeId: null,
    reportedBy: from[0]?.address.split('@')[1] ?? null,
    recipients:
      recipients.length > 0
        ? recipients.map((recipient) => ({ recipient, ...said }))
        : [{ recipient: null, ...said }],
  };
}
