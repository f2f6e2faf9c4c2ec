// The in-process signal 'user N has new change rows: look'. Carries no data; the change table does.
import { EventEmitter } from 'node:events';
import { once } from './once';

const emitter = once('bus', () => new EventEmitter().setMaxListeners(0));

/** Tells everyone who follows `userId` that change rows were committed. Call after the commit, never before. */
export function signal(userId: number): void {
  emitter.emit(`user:${userId}`);
  emitter.emit('all', userId);
}

/** Calls `listener` at each signal for `userId`; returns the function that stops it. */
export function follow(userId: number, listener: () => void): () => void {
  emitter.on(`user:${userId}`, listener);
  return () => emitter.off(`user:${userId}`, listener);
}

/** Calls `listener` with the user of each signal, for as long as the process or thread lives. */
export function followAll(listener: (userId: number) => void): void {
  emitter.on('all', listener);
}

/** True while somebody follows `userId`: a page of theirs is open. */
export function isFollowed(userId: number): boolean {
  return emitter.listenerCount(`user:${userId}`) > 0;
}
