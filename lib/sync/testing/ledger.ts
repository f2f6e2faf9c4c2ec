// For tests: what must be true of every message at the end of a story, whatever happened on the way: not lost, not doubled.
import type { Holding } from './full-fetch';

/** Keeps account of messages by their subject, which is unique. */
export class Ledger {
  #made = new Map<string, { copies: number; mayGo: boolean }>();
  #moved = new Set<string>();
  #isFolderGone = false;

  /** A new subject. */
  add(): string {
    const subject = `m${this.#made.size + 1}`;
    this.#made.set(subject, { copies: 1, mayGo: false });
    return subject;
  }

  /** Somebody makes one more of each. */
  copied(subjects: string[]): void {
    for (const subject of subjects) this.#of(subject).copies++;
  }

  /** Somebody deletes these, or the folder they are in or on their way to. */
  mayGo(subjects: string[]): void {
    for (const subject of subjects) this.#of(subject).mayGo = true;
  }

  /** Nobody knows which we deleted: we died before we could tell. */
  mayGoAll(): void {
    this.mayGo([...this.#made.keys()]);
  }

  /** The server took it, unmarked. */
  mustStay(subject: string): void {
    this.#of(subject).mayGo = false;
  }

  /** We move these: a folder that somebody deletes meanwhile takes them along. */
  moved(subjects: string[]): void {
    for (const subject of subjects) this.#moved.add(subject);
    if (this.#isFolderGone) this.mayGo(subjects);
  }

  /** A folder was deleted. */
  folderGone(): void {
    this.#isFolderGone = true;
    this.mayGo([...this.#moved]);
  }

  /** Sentences about messages that are lost or doubled; empty when all is well. */
  check(server: Holding): string[] {
    const count = new Map<string, number>();
    for (const folder of server.values())
      for (const { subject } of folder?.messages ?? []) {
        const name = subject.split(' ')[0]!;
        count.set(name, (count.get(name) ?? 0) + 1);
      }
    return [...this.#made].flatMap(([subject, { copies, mayGo }]) => {
      const here = count.get(subject) ?? 0;
      if (here === 0 && !mayGo) return [`${subject} is lost, and nobody deleted it`];
      return here > copies ? [`${subject} is there ${here} times, and nobody copied it so often`] : [];
    });
  }

  #of(subject: string): { copies: number; mayGo: boolean } {
    const entry = this.#made.get(subject);
    if (!entry) throw new Error(`Nobody made a message ${subject}`);
    return entry;
  }
}
