// For tests: lets a story happen on a real server, and finds out whether the index is right in the end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResponseProxy } from '@/lib/providers/testing/response-proxy';
import { seal } from '@/lib/runtime/vault';
import { createAccount } from '@/lib/store/accounts';
import type { Db } from '@/lib/store/db';
import { removeUser } from '@/lib/store/remove-user';
import { checkStore } from '@/lib/store/testing/check-store';
import type { EngineChild } from './engine-child';
import type { Ask } from './engine-process';
import { difference, heldByIndex } from './held-by-index';
import { Ledger } from './ledger';
import { OtherProgram } from './other-program';
import type { Step, Story } from './story';
import type { StoryServer } from './story-server';

/** How long the index may take to be right once all is quiet; a second or two is usual. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 25;

/** What a story happens in; used for one after the other. */
export interface Stage {
  server: StoryServer;
  proxy: ResponseProxy;
  child: EngineChild;
  /** The store that the child works on, open here as well. */
  db: Db;
}

/** Plays one story; throws with what is wrong at its end. */
export async function play(stage: Stage, story: Story): Promise<void> {
  const world = await World.open(stage);
  try {
    await world.begin(story.messages);
    for (const step of story.steps) await world.take(step);
    await world.end(story.patient);
  } finally {
    await world.close();
  }
}

class World {
  readonly #stage: Stage;
  readonly #ledger = new Ledger();
  readonly #others: [OtherProgram, OtherProgram];
  readonly #username: string;
  readonly #accountId: number;
  readonly #userId: number;
  #isStarted = false;

  private constructor(stage: Stage, user: { username: string; password: string }, ids: [number, number]) {
    this.#stage = stage;
    this.#username = user.username;
    [this.#accountId, this.#userId] = ids;
    this.#others = [
      new OtherProgram(stage.server, user, this.#ledger),
      new OtherProgram(stage.server, user, this.#ledger),
    ];
    stage.proxy.onKill = () => void stage.child.kill();
  }

  static async open(stage: Stage): Promise<World> {
    const user = await stage.server.createUser();
    const imap = { host: 'localhost', port: stage.proxy.port, security: 'tls' as const };
    const account = await createAccount(stage.db, {
      address: user.username,
      name: 'Ann',
      username: user.username,
      imap,
      smtp: imap,
      secret: seal(user.password),
    });
    return new World(stage, user, [account.id, account.userId]);
  }

  async begin(messages: number): Promise<void> {
    this.#stage.proxy.log.length = 0;
    for (let n = 0; n < messages; n++) await this.#others[0].append('INBOX', n % 2 === 0 ? ['\\Seen'] : []);
    await this.#revive();
  }

  async take(step: Step): Promise<void> {
    const { child, proxy } = this.#stage;
    proxy.log.push(`=== ${JSON.stringify(step)}`);
    if (step.by === 'other') await this.#others[step.who].act(step);
    else if (step.by === 'time') await sleep(step.ms);
    else if (step.by === 'us') await this.#we(step);
    else if (step.do === 'fault') proxy.arm(step.fault);
    else if (step.do === 'lag') proxy.lagMs = step.ms;
    else if (step.do === 'drop') proxy.dropAll();
    else {
      proxy.count('kill');
      await child.kill();
    }
  }

  /** Quiet: nobody does anything any more, and nothing goes wrong. */
  async end(isPatient: boolean): Promise<void> {
    const { child, proxy, db } = this.#stage;
    proxy.calm();
    proxy.log.push('=== quiet');
    if (!isPatient) this.#isStarted = false;
    // A kill that was due before may come between any two of these.
    do await this.#revive();
    while ((await this.#send({ do: 'lookNow' })) === null);
    const wrong = await this.#whatIsWrong();
    if (child.crashed) throw new Error(child.crashed);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    await checkStore(db);
  }

  async close(): Promise<void> {
    const { child, proxy, db } = this.#stage;
    proxy.calm();
    proxy.onKill = () => {};
    await this.#send({ do: 'stop' }).catch(() => null);
    for (const other of this.#others) await other.close();
    await removeUser(db, this.#userId);
    child.crashed = null;
  }

  async #we(step: Extract<Step, { by: 'us' }>): Promise<void> {
    await this.#revive();
    if (step.do === 'signIn') return void (await this.#send({ do: 'start' }));
    const path = this.#stage.server.path(step.folder);
    if (step.do === 'remove') await this.#expectLoss(path);
    const { by: _, folder: __, ...deed } = step;
    const ask =
      'target' in deed ? { ...deed, path, target: this.#stage.server.path(deed.target) } : { ...deed, path };
    const done = await this.#ask(ask as WithoutAccount<Ask>, step.do === 'delete');
    if (step.do === 'move') this.#ledger.moved(done);
  }

  /** What is in the folder (and those below) may go with it. */
  async #expectLoss(path: string): Promise<void> {
    const all = await this.#others[0].everything();
    for (const [at, folder] of all)
      if (at.startsWith(path))
        this.#ledger.mayGo(folder?.messages.map(({ subject }) => subject.split(' ')[0]!) ?? []);
    this.#ledger.folderGone();
  }

  async #ask(ask: WithoutAccount<Ask>, mayDelete = false): Promise<string[]> {
    const answer = await this.#send(ask);
    const subjects = answer && 'subjects' in answer ? answer.subjects : [];
    if (mayDelete) {
      if (answer === null) this.#ledger.mayGoAll();
      this.#ledger.mayGo(subjects);
    }
    return subjects;
  }

  /** Null when our program dies before it answers. */
  #send(ask: WithoutAccount<Ask>): ReturnType<EngineChild['ask']> {
    return this.#stage.child.ask({ ...ask, accountId: this.#accountId } as Ask);
  }

  async #revive(): Promise<void> {
    const { child } = this.#stage;
    while (!child.isAlive || !this.#isStarted) {
      await child.start();
      this.#isStarted = (await this.#send({ do: 'start' })) !== null;
    }
  }

  async #whatIsWrong(): Promise<string[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const wrong = await this.#differences();
      if (wrong.length === 0 || Date.now() > deadline || this.#stage.child.crashed) return wrong;
      await sleep(LOOK_MS);
    }
  }

  async #differences(): Promise<string[]> {
    const { db } = this.#stage;
    const waiting = await db
      .selectFrom('pending_change')
      .selectAll()
      .where('account_id', '=', this.#accountId)
      .execute();
    if (waiting.length > 0) return [`changes wait: ${JSON.stringify(waiting)}`];
    const server = await this.#others[0].everything();
    const differs = difference(server, await heldByIndex(db, this.#accountId));
    return differs.length > 0 ? differs : this.#ledger.check(server);
  }
}

type WithoutAccount<T> = T extends unknown ? Omit<T, 'accountId'> : never;
