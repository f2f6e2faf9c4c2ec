// Finds the servers of an address: all methods at once, the most trusted answer counts, and nobody waits longer than six seconds.
import type { FoundServers } from '@/lib/contract/found-servers';
import { domainOf } from '@/lib/contract/mail-domain';
import { fromAutoconfig } from './from-autoconfig';
import { fromIspdb } from './from-ispdb';
import { fromMx } from './from-mx';
import { fromProbe } from './from-probe';
import { fromSrv } from './from-srv';
import type { Candidate, Method, World } from './types';

const WHOLE_MS = 6000;
/** Knocking at ports begins only when the others had this long. */
const PROBE_AFTER_MS = 1200;

/** In the order of trust. */
const METHODS: Method[] = [fromAutoconfig, fromIspdb, fromSrv, fromMx];

/** What could be found, null when nothing. Never throws. `wholeMs` is how long it may take. */
export async function findSettings(
  address: string,
  world: World,
  wholeMs = WHOLE_MS,
): Promise<FoundServers | null> {
  const domain = domainOf(address);
  if (domain === null) return null;
  const question = { address, domain };
  const until = deadline(wholeMs);
  const ask = (method: Method) => Promise.race([method(question, world).catch(() => null), until.passed]);
  const told = METHODS.map(ask);
  const isComplete = Promise.all(told).then((all) => all.some((one) => one && isWhole(one)));
  const pause = deadline(Math.min(PROBE_AFTER_MS, wholeMs / 4));
  const probed = Promise.race([isComplete, pause.passed]).then((enough) => (enough ? null : ask(fromProbe)));
  try {
    let best: FoundServers | null = null;
    for (const answer of [...told, probed]) {
      const next = await answer;
      if (next) best = completed(best, { ...next, isSure: isSure(next, domain) });
      if (best && isWhole(best)) break;
    }
    return best && receives(best) ? best : null;
  } finally {
    until.clear();
    pause.clear();
  }
}

const isWhole = (found: Candidate) => receives(found) && found.smtp !== null;

const receives = ({ imap, pop3 }: Candidate) => (imap ?? pop3) !== null;

/** The trusted answer; a server that it does not name comes from a less trusted one, and is no surer than that. */
function completed(best: FoundServers | null, next: FoundServers): FoundServers {
  if (!best) return next;
  const [base, other] = receives(best) ? [best, next] : [next, best];
  const isFilled = (!base.pop3 && other.pop3) || (!base.smtp && other.smtp);
  return {
    ...base,
    pop3: base.pop3 ?? other.pop3,
    smtp: base.smtp ?? other.smtp,
    isSure: base.isSure && (!isFilled || other.isSure),
  };
}

/** The domain's or the database's word over https is enough. Else the servers must be the domain's own, by certificate. */
function isSure({ source, imap, pop3, smtp }: Candidate, domain: string): boolean {
  if (source === 'autoconfig' || source === 'ispdb') return true;
  if (source === 'mx') return false;
  return [imap, pop3, smtp].every(
    (server) => server === null || server.host === domain || server.host.endsWith(`.${domain}`),
  );
}

function deadline(ms: number): { passed: Promise<null>; clear: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return { passed, clear: () => clearTimeout(timer) };
}
