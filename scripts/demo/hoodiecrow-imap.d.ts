// Types of the parts of hoodiecrow-imap that the demo uses; the package has none.
declare module 'hoodiecrow-imap' {
  import type { Server, Socket } from 'node:net';

  export interface StoredMessage {
    uid: number;
    flags: string[];
    internaldate: string;
    /** One character an octet. */
    raw: string;
    parsed?: MimeNode;
    ghost?: boolean;
  }
  export interface MimeNode {
    parsedHeader: { 'content-type'?: { type: string; subtype: string } };
    body?: string;
    text?: string;
    childNodes?: MimeNode[];
  }
  export interface Mailbox {
    path: string;
    uidvalidity: number;
    uidnext: number;
    messages: StoredMessage[];
  }
  export interface Query {
    section?: { type: string; value: string }[];
    partial?: number[];
  }
  export interface Token {
    type: string;
    value: string;
  }
  export interface Command {
    tag: string;
    command: string;
    attributes?: Token[];
  }
  export interface Connection {
    server: HoodiecrowServer;
    socket: Socket | null;
    selectedMailbox: Mailbox;
    state: string;
    inputHandler: false | ((line: string) => void);
    directNotifications: boolean;
    _notificationCallback: (notification: unknown) => void;
    send(response: object, description: string, parsed: Command, data: string): void;
  }
  export type CommandHandler = (
    connection: Connection,
    parsed: Command,
    data: string,
    callback: () => void,
  ) => void;
  export type FetchHandler = (connection: Connection, message: StoredMessage, query: Query) => unknown;

  export type StoreHandler = (
    connection: Connection,
    message: StoredMessage,
    flags: Token[],
    sequence: number,
    parsed: Command,
    data: string,
  ) => void;

  export interface HoodiecrowServer {
    server: Server;
    capabilities: Record<string, (connection: Connection) => boolean>;
    messageHandlers: ((server: HoodiecrowServer, message: StoredMessage, mailbox: Mailbox) => void)[];
    connectionHandlers: ((connection: Connection) => void)[];
    fetchHandlers: Record<string, FetchHandler>;
    storeHandlers: Record<string, StoreHandler>;
    setCommandHandler(command: string, handler: CommandHandler): void;
    getCommandHandler(command: string): CommandHandler;
    getMailbox(path: string): Mailbox | undefined;
    appendMessage(
      mailbox: string | Mailbox,
      flags: string[],
      internaldate: string | Date | undefined,
      raw: string,
      ignoreConnection?: Connection,
    ): { mailbox: Mailbox; message: StoredMessage };
    notify(command: object, mailbox: Mailbox, ignoreConnection?: Connection): void;
    on(event: 'notify', listener: (notification: unknown) => void): void;
    removeListener(event: 'notify', listener: (notification: unknown) => void): void;
  }
  export interface FolderSeed {
    'special-use'?: string;
    uidvalidity?: number;
    messages?: { raw: string; flags: string[]; internaldate: Date }[];
    folders?: Record<string, FolderSeed>;
  }
  export interface HoodiecrowOptions {
    secureConnection?: boolean;
    credentials: { key: string; cert: string };
    plugins: string[];
    users: Record<string, { password: string }>;
    storage: Record<string, FolderSeed & { separator?: string; type?: string }>;
  }
  export default function hoodiecrow(options: HoodiecrowOptions): HoodiecrowServer;
}

declare module 'hoodiecrow-imap/lib/commands/handlers/fetch.js' {
  import type { FetchHandler } from 'hoodiecrow-imap';
  const handlers: Record<string, FetchHandler>;
  export default handlers;
}

declare module 'hoodiecrow-imap/lib/commands/handlers/store.js' {
  import type { StoreHandler } from 'hoodiecrow-imap';
  const handlers: Record<string, StoreHandler>;
  export default handlers;
}

declare module 'hoodiecrow-imap/lib/mimeparser.js' {
  import type { MimeNode } from 'hoodiecrow-imap';
  export default function parse(raw: string): MimeNode | false;
}
