// Reads what people type and paste into recipient fields: RFC 5322 lists, Outlook's semicolons, one a line, bare addresses.
import type { Address } from '@/lib/contract/mail';

/** Longest address that SMTP carries with its angle brackets (RFC 5321 4.5.3.1.3). */
const MAX_ADDRESS = 254;
const LOCAL = /^(?:"(?:[^"\\]|\\.)+"|[^\s@<>()[\]\\,;:"]+)$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}])?$/u;
const LITERAL = /^\[(?:IPv6:[0-9a-f:.]+|\d{1,3}(?:\.\d{1,3}){3})\]$/i;

/** Whether `text` can be a mail address. Names in other scripts and hosts without a dot are fine. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > MAX_ADDRESS) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (!LOCAL.test(local)) return false;
  if (local.startsWith('.') || local.endsWith('.') || (!local.startsWith('"') && local.includes('..'))) {
    return false;
  }
  return LITERAL.test(domain) || domain.split('.').every((label) => LABEL.test(label));
}

/** Cuts at separators that stand outside quotes, angle brackets and comments. */
function cut(text: string, separators: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  let angle = false;
  let comment = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\' && (quoted || comment > 0)) {
      piece += char + text.charAt(++i);
      continue;
    }
    if (char === '"' && comment === 0 && (quoted || opensQuote(piece, text, i))) quoted = !quoted;
    else if (!quoted && char === '(' && text.includes(')', i)) comment++;
    else if (!quoted && char === ')' && comment > 0) comment--;
    else if (!quoted && comment === 0 && char === '<' && text.includes('>', i)) angle = true;
    else if (!quoted && char === '>') angle = false;
    if (!quoted && !angle && comment === 0 && separators.includes(char)) {
      pieces.push(piece);
      piece = '';
    } else {
      piece += char;
    }
  }
  pieces.push(piece);
  return pieces.map((each) => each.trim()).filter(Boolean);
}

/** A quote opens at a word's start and must be closed on the same line: a lone one does not swallow the rest. */
function opensQuote(piece: string, text: string, at: number): boolean {
  if (!/(?:^|[\s:])$/.test(piece)) return false;
  const end = text.indexOf('"', at + 1);
  const line = text.indexOf('\n', at);
  return end !== -1 && (line === -1 || end < line);
}

/** Splits a typed or pasted list. Nothing is dropped: what is no address comes back as its text, to be marked. */
export function splitAddresses(text: string): Address[] {
  // A group (RFC 5322 3.4, 'Friends: a@b.c, d@e.f;') counts as its members.
  const ungrouped = text.replace(/(^|[\n;,])\s*[^\n;,:<>"@]+:(?=[^\n;]*@)/g, '$1');
  const lines = cut(ungrouped, ';\r\n\t');
  const separatedOtherwise = lines.length > 1 || /;\s*$/.test(ungrouped);
  return lines
    .flatMap((line) => {
      const parts = cut(line, ',');
      // Outlook writes 'Doe, Ann <ann@example.org>; ...' without quotes: there a comma belongs to the name.
      if (
        separatedOtherwise &&
        parts.length === 2 &&
        !parts[0]?.includes('@') &&
        /<[^<>]+@[^<>]+>$/.test(line)
      ) {
        return [line];
      }
      return parts.flatMap(splitAtSpaces);
    })
    .map(parseOne);
}

/** 'a@b.c d@e.f' are two; 'Ann Lee <a@b.c>' and 'Ann Lee a@b.c' are one. */
function splitAtSpaces(text: string): string[] {
  const words = text.split(/\s+/);
  return words.length > 1 && words.every(isAddress) ? words : [text];
}

function parseOne(text: string): Address {
  const trimmed = text.trim().replace(/^mailto:/i, '');
  const bracketed = /^(.*?)\s*<([^<>]*)>[.,]?$/s.exec(trimmed);
  if (bracketed) {
    const [, name = '', inside = ''] = bracketed;
    const address = inside.replace(/^mailto:/i, '').trim();
    return isAddress(address) ? { name: cleanName(name), address } : { name: '', address: trimmed };
  }
  if (isAddress(trimmed)) return { name: '', address: trimmed };
  const commented = /^(\S+)\s*\((.*)\)$/s.exec(trimmed);
  if (commented && isAddress(commented[1] ?? '')) {
    return { name: cleanName(commented[2] ?? ''), address: commented[1] ?? '' };
  }
  const last = /^(.+?)\s+(\S+@\S+)$/s.exec(trimmed);
  if (last && isAddress(last[2] ?? '') && !last[1]?.includes('@')) {
    return { name: cleanName(last[1] ?? ''), address: last[2] ?? '' };
  }
  // A full stop or bracket picked up with the address.
  const bare = trimmed.replace(/^[<('"]+|[>)'".]+$/g, '');
  return { name: '', address: isAddress(bare) ? bare : trimmed };
}

function cleanName(name: string): string {
  return name
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replace(/\\(.)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Adds people who are not there yet; addresses are compared without case. */
export function addPeople(list: Address[], more: Address[]): Address[] {
  const known = new Set(list.map(({ address }) => address.toLowerCase()));
  const fresh = more.filter(({ address }) => {
    const key = address.toLowerCase();
    if (!key || known.has(key)) return false;
    known.add(key);
    return true;
  });
  return fresh.length > 0 ? [...list, ...fresh] : list;
}

/** The text that edits a recipient: 'Ann Lee <ann@example.org>', the name quoted where it must be. */
export function addressText({ name, address }: Address): string {
  if (!name) return address;
  const quoted = /[",;:<>()@[\]\\]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name;
  return `${quoted} <${address}>`;
}

/** True when a comma typed after `text` ends a recipient: not inside a quoted name, and not before any address. */
export function commaEnds(text: string): boolean {
  const quotes = text.replace(/\\./g, '').split('"').length - 1;
  return quotes % 2 === 0 && text.includes('@') && !/<[^>]*$/.test(text);
}
