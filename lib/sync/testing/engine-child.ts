// For tests: starts, asks and kills the process of engine-process.ts; the next one is kept warm, for a start takes a second.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Ask } from './engine-process';

const SCRIPT = fileURLToPath(new URL('engine-process.ts', import.meta.url));

class Running {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  isAlive = true;
  #waiting = new Map<number, (answer: Answer | null) => void>();
  #asked = 0;

  constructor(env: Record<string, string>) {
    this.process = fork(SCRIPT, [], { execArgv: ['--import', 'tsx'], env: { ...process.env, ...env } });
    this.ended = new Promise((resolve) => {
      this.process.once('exit', () => {
        this.isAlive = false;
        for (const tell of this.#waiting.values()) tell(null);
        resolve();
      });
    });
    this.ready = new Promise((resolve) => {
      this.process.on('message', (said: { ready?: true; id?: number } & Answer) => {
        if (said.ready) resolve();
        const tell = said.id === undefined ? undefined : this.#waiting.get(said.id);
        if (said.id !== undefined) this.#waiting.delete(said.id);
        tell?.(said);
      });
    });
  }

  async ask(ask: Ask): Promise<Answer | null> {
    await Promise.race([this.ready, this.ended]);
    if (!this.isAlive) return null;
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.process.send({ id, ask }, (error) => {
        // Of a killed process the channel is closed some time before its end is told: who asked again at once would never hear of that.
        if (error && this.#waiting.delete(id)) void this.ended.then(() => resolve(null));
      });
    });
  }
}

/** Our program, that dies and comes back. */
export class EngineChild {
  readonly #env: Record<string, string>;
  #current: Running | null = null;
  #next: Running | null = null;
  /** An end that nobody asked for. */
  crashed: string | null = null;

  constructor(env: Record<string, string>) {
    this.#env = env;
  }

  get isAlive(): boolean {
    return this.#current?.isAlive ?? false;
  }

  /** Of the process that runs now. */
  get pid(): number {
    return this.#current?.process.pid ?? 0;
  }

  /** Lets a process take over; it is warm when the one before was killed some time ago. */
  async start(): Promise<void> {
    if (this.isAlive) return;
    const one = this.#next ?? new Running(this.#env);
    this.#next = null;
    this.#current = one;
    await Promise.race([one.ready, one.ended]);
    one.process.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL') this.crashed = `our program ended by itself (${code ?? signal})`;
    });
    this.#next = new Running(this.#env);
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const one = this.#current;
    if (!one?.isAlive) return;
    one.process.kill('SIGKILL');
    await one.ended;
  }

  /** Null when the process died before it answered. Throws what nobody expects. */
  async ask(ask: Ask): Promise<Exclude<Answer, { error: string }> | null> {
    const answer = (await this.#current?.ask(ask)) ?? null;
    if (answer && 'error' in answer)
      throw new Error(`our program failed at ${JSON.stringify(ask)}: ${answer.error}`);
    return answer;
  }

  async close(): Promise<void> {
    const all = [this.#current, this.#next].filter((one) => one !== null);
    this.#current = this.#next = null;
    for (const one of all) one.process.kill('SIGKILL');
    await Promise.all(all.map((one) => one.ended));
  }
}
