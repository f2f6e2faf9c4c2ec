// For tests: a name server on loopback (RFC 1035, UDP) that knows the SRV and MX records it is given, and nothing else.
import { createSocket } from 'node:dgram';
import type { Srv } from '../discovery/types';

/** Records by owner name, in lower case. */
export interface Zone {
  srv?: Record<string, Srv[]>;
  mx?: Record<string, string[]>;
}

const MX = 15;
const SRV = 33;

/** Starts it on a free port of 127.0.0.1. `asked` holds the names of all questions. */
export async function startDnsServer(
  zone: Zone,
): Promise<{ address: string; asked: string[]; close: () => void }> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at]!; length > 0; length = query[at]!) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = labels.join('.').toLowerCase();
    const type = query.readUInt16BE(at + 1);
    asked.push(name);
    const data =
      type === SRV
        ? (zone.srv?.[name] ?? []).map((record) =>
            Buffer.concat([numbers(record.priority, record.weight, record.port), encoded(record.name)]),
          )
        : type === MX
          ? (zone.mx?.[name] ?? []).map((exchanger, index) =>
              Buffer.concat([numbers(index + 1), encoded(exchanger)]),
            )
          : [];
    // Answer, recursion available; NXDOMAIN where there is nothing.
    const flags = data.length > 0 ? 0x8180 : 0x8183;
    const head = Buffer.concat([query.subarray(0, 2), numbers(flags, 1, data.length, 0, 0)]);
    const answers = data.map((octets) =>
      Buffer.concat([numbers(0xc00c, type, 1, 0, 60, octets.length), octets]),
    );
    socket.send(Buffer.concat([head, query.subarray(12, at + 5), ...answers]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await new Promise((resolve) => socket.once('listening', resolve));
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}

function numbers(...values: number[]): Buffer {
  const octets = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) octets.writeUInt16BE(value, index * 2);
  return octets;
}

function encoded(name: string): Buffer {
  const labels = name.split('.').filter(Boolean);
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
}
