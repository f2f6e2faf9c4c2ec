// The pause between two looks at the queue. A call cuts it short, also one that comes while it is still worked out how long it may last.

/** One loop's pauses: `begin` before it looks, `wake` by whoever has news for it, `sleep` after. */
export class Rest {
  #isRoused = false;
  #rouse: () => void = () => {};

  /** From here on news counts; what was told before is seen by the look that follows. */
  begin(): void {
    this.#isRoused = false;
  }

  /** There is news: the pause under way, or else the next one, is over at once. */
  wake(): void {
    this.#isRoused = true;
    this.#rouse();
  }

  /** Pauses for as many ms as `howLong` answers, unless there is or comes news. */
  async sleep(howLong: () => Promise<number>): Promise<void> {
    if (this.#isRoused) return;
    const ms = await howLong();
    if (this.#isRoused) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
