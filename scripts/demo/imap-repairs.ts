// What hoodiecrow-imap gets wrong for a real mail program, repaired from outside the package.
import type {
  Connection,
  FetchHandler,
  HoodiecrowServer,
  MimeNode,
  Query,
  StoredMessage,
} from 'hoodiecrow-imap';
import original from 'hoodiecrow-imap/lib/commands/handlers/fetch.js';
import originalStore from 'hoodiecrow-imap/lib/commands/handlers/store.js';
import parseMime from 'hoodiecrow-imap/lib/mimeparser.js';

/** Installs all repairs on one server. */
export function repair(server: HoodiecrowServer): void {
  server.messageHandlers.push((_, message) => prepare(message));
  server.fetchHandlers.BODY = fetchBody;
  server.fetchHandlers['BODY.PEEK'] = fetchBody;
  announceOwnAppends(server);
  announceFlags(server);
  endIdleQuietly(server);
}

/** Parses a message once and corrects its tree, before any handler sees it. */
function prepare(message: StoredMessage): void {
  if (message.parsed) return;
  const tree = parseMime(message.raw);
  if (!tree) return;
  correct(tree);
  message.parsed = tree;
}

function correct(node: MimeNode): void {
  const type = node.parsedHeader['content-type'];
  if (type?.type === 'message') {
    if (type.subtype.toLowerCase() === 'rfc822') {
      // BODY[2] of an attached message must be all of it; hoodiecrow would later overwrite this with the text alone.
      const whole = node.body ?? '';
      Object.defineProperty(node, 'text', { get: () => whole, set: () => {} });
    } else {
      // message/delivery-status and its like have no envelope (RFC 3501 7.4.2); upper case escapes hoodiecrow's branch.
      type.type = 'MESSAGE';
    }
  }
  node.childNodes?.forEach(correct);
}

/** BODY[...] with part numbers above 9, and with <start.length> answered as RFC 3501 7.4.2 wants it: <start>. */
const fetchBody: FetchHandler = (connection: Connection, message: StoredMessage, query: Query) => {
  if (!query.section) return original.BODY!(connection, message, query);
  const name = query.section[0];
  const path = name?.value;
  const wanted = wantedRange(query);
  // hoodiecrow takes a last number of two digits for a name; with a dot behind it, it is a path.
  if (name && path && /(^|\.)\d{2,}$/.test(path)) name.value = `${path}.`;
  delete query.partial;
  const literal = original.BODY!(connection, message, query) as { type: string; value: string };
  if (name && path) name.value = path;
  if (wanted) {
    const [start, length] = wanted;
    literal.value = literal.value.slice(start, start + length);
    query.partial = [start];
  }
  return literal;
};

/** One query object serves all messages of a FETCH, so the range asked for is kept beside the one that is answered. */
const ranges = new WeakMap<Query, [number, number]>();
function wantedRange(query: Query): [number, number] | undefined {
  const known = ranges.get(query);
  if (known || !query.partial) return known;
  const [start = 0, length = 0] = query.partial;
  ranges.set(query, [start, length]);
  return [start, length];
}

/** A connection that appends to its own selected folder must hear of the new message too. */
function announceOwnAppends(server: HoodiecrowServer): void {
  const append = server.appendMessage.bind(server);
  server.appendMessage = (mailbox, flags, internaldate, raw) => append(mailbox, flags, internaldate, raw);
}

/** Flags that one connection sets must reach the others that have the folder open, as in any real server. */
function announceFlags(server: HoodiecrowServer): void {
  for (const [name, store] of Object.entries(originalStore)) {
    server.storeHandlers[name] = (connection, message, flags, sequence, parsed, data) => {
      store(connection, message, flags, sequence, parsed, data);
      const atoms = message.flags.map((value) => ({ type: 'ATOM', value }));
      const items = [{ type: 'ATOM', value: 'UID' }, message.uid, { type: 'ATOM', value: 'FLAGS' }, atoms];
      server.notify(
        { tag: '*', attributes: [sequence, { type: 'ATOM', value: 'FETCH' }, items] },
        connection.selectedMailbox,
        connection,
      );
    };
  }
}

/** After DONE nothing may be told until the next command: EXPUNGE between commands confuses clients (RFC 3501 5.5). */
function endIdleQuietly(server: HoodiecrowServer): void {
  const idle = server.getCommandHandler('IDLE');
  server.setCommandHandler('IDLE', (connection, parsed, data, callback) => {
    idle(connection, parsed, data, callback);
    const onLine = connection.inputHandler;
    if (!onLine) return;
    connection.inputHandler = (line) => {
      onLine(line);
      connection.directNotifications = false;
    };
  });
}
