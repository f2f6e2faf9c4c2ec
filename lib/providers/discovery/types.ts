// What the methods of discovery share: the question, the answer, and the outside world, which tests replace by servers of their own.
import type { FoundServers } from '@/lib/contract/found-servers';
import type { Fetched } from '../network/guarded-fetch';

/** Whose servers are sought. `domain` is in A-labels. */
export interface Question {
  address: string;
  domain: string;
}

/** An answer before it is judged: whether it may be trusted, and what completes it, is decided in one place. */
export type Candidate = Omit<FoundServers, 'isSure'>;

/** Protocols that a server may be probed for. */
export type Protocol = 'imap' | 'pop3' | 'smtp';

/** An SRV record (RFC 2782). */
export interface Srv {
  name: string;
  port: number;
  priority: number;
  weight: number;
}

/** All that discovery asks of the world. Nothing here throws: no answer is [] or null or false. */
export interface World {
  /** Gets a document over https, guarded and bounded; null unless it is there. */
  get(url: string): Promise<Fetched | null>;
  srv(name: string): Promise<Srv[]>;
  /** Mail exchangers, best first. */
  mx(domain: string): Promise<string[]>;
  /** True when a server greets there in this protocol, with a certificate for its name where TLS comes first. */
  greets(host: string, port: number, security: 'tls' | 'starttls', protocol: Protocol): Promise<boolean>;
  /** The ISP database, ending in a slash; null when the admin switched it off. */
  ispdb: string | null;
}

/** One method: what it found, or null. */
export type Method = (question: Question, world: World) => Promise<Candidate | null>;
