// The browser's own database (IndexedDB): drafts at each keystroke, and files while they are on their way.
//
// Each write is one transaction that is committed in the same task: the browser finishes it though the page ends, and a crash of
// the page or of the browser does not undo it. Nothing here throws: a browser that keeps nothing answers false or nothing.

/** 'drafts' by draft key; 'files' by a key of their own. */
export type RecordKind = 'drafts' | 'files';

const NAME = 'pennypost';
const KINDS: RecordKind[] = ['drafts', 'files'];

let opened: IDBDatabase | null = null;
let opening: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const kind of KINDS) request.result.createObjectStore(kind);
    };
    request.onsuccess = () => {
      const database = request.result;
      const forget = () => {
        opened = null;
        opening = null;
      };
      database.onclose = forget;
      database.onversionchange = () => {
        database.close();
        forget();
      };
      opened = database;
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('Another tab holds an older database.'));
  }).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

function write(
  database: IDBDatabase,
  kind: RecordKind,
  act: (records: IDBObjectStore) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const transaction = database.transaction(kind, 'readwrite', { durability: 'relaxed' });
    transaction.oncomplete = () => resolve(true);
    transaction.onerror = () => resolve(false);
    transaction.onabort = () => resolve(false);
    act(transaction.objectStore(kind));
    transaction.commit();
  });
}

async function writing(kind: RecordKind, act: (records: IDBObjectStore) => void): Promise<boolean> {
  try {
    // Without a wait where the database is open: the write is under way before the keystroke's task ends.
    return await write(opened ?? (await open()), kind, act);
  } catch {
    return false;
  }
}

async function reading<T>(
  kind: RecordKind,
  ask: (records: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = opened ?? (await open());
    return await new Promise<T>((resolve, reject) => {
      const request = ask(database.transaction(kind).objectStore(kind));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined;
  }
}

/** Keeps a record; answers whether the browser did. */
export function writeRecord(kind: RecordKind, key: string, value: unknown): Promise<boolean> {
  return writing(kind, (records) => records.put(value, key));
}

/** Forgets a record. */
export function removeRecord(kind: RecordKind, key: string): Promise<boolean> {
  return writing(kind, (records) => records.delete(key));
}

/** Forgets all records of a kind. */
export function clearRecords(kind: RecordKind): Promise<boolean> {
  return writing(kind, (records) => records.clear());
}

/** A record as it was kept: parse it. Undefined when there is none. */
export function readRecord(kind: RecordKind, key: string): Promise<unknown> {
  return reading(kind, (records) => records.get(key));
}

/** Keys of all records of a kind. */
export async function recordKeys(kind: RecordKind): Promise<string[]> {
  const keys = (await reading(kind, (records) => records.getAllKeys())) ?? [];
  return keys.filter((key) => typeof key === 'string');
}
