// The recent dialogue with a person's mail server, recorded while they ask for it: in memory only, bounded, secrets masked.
import type { DialogueLine } from '@/lib/contract/delivery';
import { once } from '@/lib/runtime/once';
import type { ServerLogin } from './types';

/** How long one request records. */
export const RECORD_MS = 15 * 60_000;
const MAX_LINES = 500;
const MAX_LINE = 500;
/** More logins than this record at a time only where many people look at once: the oldest stop. */
const MAX_RECORDS = 50;

/** What was said, and until when more is added (epoch ms). */
export interface WireRecord {
  until: number;
  lines: DialogueLine[];
}

const records = once('wire-records', () => new Map<string, WireRecord>());
/** Whom a record is of. */
type Line = Pick<ServerLogin, 'host' | 'port' | 'username'>;
const keyOf = ({ host, port, username }: Line) => `${username}@${host}:${port}`;

/** Records from now on what is said with this server under this name. */
export function startRecord(login: Line, now: number): void {
  const key = keyOf(login);
  const lines = records.get(key)?.lines ?? [];
  records.delete(key);
  records.set(key, { until: now + RECORD_MS, lines });
  if (records.size > MAX_RECORDS) records.delete(records.keys().next().value!);
}

/** What was recorded; null where nobody asked. */
export function wireRecord(login: Line): WireRecord | null {
  return records.get(keyOf(login)) ?? null;
}

/** A connection's pen: it writes while somebody asks, and costs nothing otherwise. `name` tells connections apart. */
export function wirePen(login: ServerLogin, name: string) {
  const { auth } = login;
  const secret = auth.kind === 'password' ? auth.password : auth.accessToken;
  const key = keyOf(login);
  const isOn = () => (records.get(key)?.until ?? 0) > Date.now();
  const write = (from: 'client' | 'server', text: string) => {
    const record = records.get(key);
    if (!record || !isOn()) return;
    const masked = secret === '' ? text : text.replaceAll(secret, '[masked]');
    record.lines.push({ at: Date.now(), from, text: `${name} ${masked.slice(0, MAX_LINE)}` });
    if (record.lines.length > MAX_LINES) record.lines.splice(0, record.lines.length - MAX_LINES);
  };
  return { isOn, write };
}
