// Attachments made in code: a PDF, PNG pictures, a CSV table and a calendar event. No binary files in the repository.
import { deflateSync } from 'node:zlib';

/** A one-page PDF (ISO 32000) with these lines of text. */
export function pdf(title: string, lines: string[]): Buffer {
  const escaped = (text: string) => text.replace(/[\\()]/g, '\\$&');
  const shown = [
    `BT /F1 20 Tf 60 780 Td (${escaped(title)}) Tj ET`,
    ...lines.map((line, i) => `BT /F1 11 Tf 60 ${745 - i * 18} Td (${escaped(line)}) Tj ET`),
    '0.2 0.4 0.6 RG 2 w 60 768 m 535 768 l S',
  ].join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${shown.length} >>\nstream\n${shown}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** A colour of 0-255 each. */
export type Rgb = readonly [number, number, number];

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG (RFC 2083) whose pixels `paint` gives. */
export function png(width: number, height: number, paint: (x: number, y: number) => Rgb): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3)); // each row starts with its filter, 0 = none
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(paint(x, y), y * (1 + width * 3) + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits a channel, RGB
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Hills under an evening sky: something to look at in a preview. */
export function landscape(width = 960, height = 540): Buffer {
  return png(width, height, (x, y) => {
    const sun = Math.hypot(x - width * 0.7, y - height * 0.42);
    if (sun < height * 0.09) return [255, 236, 170];
    const far = height * (0.62 + 0.06 * Math.sin(x / 70) + 0.03 * Math.sin(x / 23));
    const near = height * (0.78 + 0.07 * Math.sin(x / 110 + 2) + 0.015 * Math.sin(x / 17));
    if (y > near) return [36, 62, 58];
    if (y > far) return [70, 98, 110];
    const t = y / height;
    return [80 + 170 * t, 110 + 60 * t, 170 - 40 * t].map(Math.round) as unknown as Rgb;
  });
}

/** A floor plan: walls, a door, two rooms. */
export function floorPlan(): Buffer {
  const wall = (x: number, y: number) =>
    x < 12 || x > 627 || y < 12 || y > 407 || (Math.abs(x - 360) < 5 && (y < 160 || y > 230));
  return png(640, 420, (x, y) => {
    if (wall(x, y)) return [50, 54, 64];
    if (x > 360) return y > 260 ? [214, 228, 240] : [236, 240, 244];
    return x % 40 < 1 || y % 40 < 1 ? [226, 214, 196] : [244, 234, 220];
  });
}

/** A small logo for newsletters. */
export function logo(colour: Rgb): Buffer {
  return png(64, 64, (x, y) => (Math.hypot(x - 32, y - 32) < 28 ? colour : [255, 255, 255]));
}

/** Rows as CSV (RFC 4180). */
export function csv(rows: (string | number)[][]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** An invitation (RFC 5546 REQUEST). */
export function invitation(event: {
  uid: string;
  summary: string;
  location: string;
  description: string;
  start: Date;
  minutes: number;
  organizer: { name: string; address: string };
  attendees: { name: string; address: string }[];
}): string {
  const stamp = (at: Date) => `${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Pennypost//Demo//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    `DTSTAMP:${stamp(new Date())}`,
    `DTSTART:${stamp(event.start)}`,
    `DTEND:${stamp(new Date(event.start.getTime() + event.minutes * 60_000))}`,
    `SUMMARY:${event.summary}`,
    `LOCATION:${event.location}`,
    `DESCRIPTION:${event.description}`,
    `ORGANIZER;CN=${event.organizer.name}:mailto:${event.organizer.address}`,
    ...event.attendees.map(
      ({ name, address }) =>
        `ATTENDEE;CN=${name};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${address}`,
    ),
    'SEQUENCE:0',
    'STATUS:CONFIRMED',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}
