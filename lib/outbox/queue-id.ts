// The name under which a server goes on with a message it took, as its answer to DATA tells it.

const FORMS = [
  // Postfix, Sendmail and many that speak like them; Exim; Gmail; Exchange.
  /\bqueued as <?([\w.-]{4,100})>?/iu,
  /\bid=([\w.-]{4,100})/iu,
  /\b(?:OK|Ok) +(?:\d+ +)?([\w.-]{6,100}) +- +gsmtp/u,
  /\bQueued mail for delivery\b.*\[(?:InternalId|Hostname)=([\w.-]{4,100})/iu,
  /<([^<>\s]{4,200})> *(?:\[[^\]]*\])? *Queued mail for delivery/iu,
  /^(?:\d\.\d\.\d )?([\w-]{6,100}) Message accepted for delivery/iu,
  /\bqueued (?:\(|id )([\w.-]{4,100})/iu,
];

/** '2.0.0 Ok: queued as 4XyZ' -> '4XyZ'; null where the answer names none. */
export function queueId(answer: string): string | null {
  for (const form of FORMS) {
    const match = form.exec(answer);
    if (match) return match[1]!;
  }
  return null;
}
