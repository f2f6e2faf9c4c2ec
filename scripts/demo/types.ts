// Words that the demo's servers and its sample mail share.

/** A person who can sign in to the demo. */
export interface Account {
  name: string;
  address: string;
  password: string;
}

/** A message as it lies in a folder. `raw` has CRLF lines. */
export interface SeededMessage {
  raw: Buffer;
  flags: string[];
  date: Date;
}

/** A folder with its messages, oldest first. */
export interface SeededFolder {
  path: string;
  specialUse: string | null;
  messages: SeededMessage[];
}
