// A flag that a loop waits for: raised from outside, lowered by the loop before it looks what there is to do.

/** Raised while the loop works, it is seen at the loop's next wait: no call is lost. */
export class Signal {
  #up = false;
  #resolve: () => void = () => {};

  get isUp(): boolean {
    return this.#up;
  }

  raise(): void {
    this.#up = true;
    this.#resolve();
  }

  lower(): void {
    this.#up = false;
  }

  /** Resolves when raised (at once if it is), or after `ms`. */
  async wait(ms: number): Promise<void> {
    if (this.#up) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#resolve = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
