// Counts work between looks at the clock. Long work is a generator that yields when the meter is full; whoever drives it
// looks at the clock then. Whether it yields has no effect on any number.

/** Multiply-adds between two looks at the clock: about a millisecond of plain loops. */
export const YIELD_COST = 1e6;

export class Meter {
  private spent = 0;

  constructor(private readonly limit: number = YIELD_COST) {}

  /** True when it is time to yield. */
  spend(cost: number): boolean {
    this.spent += cost;
    if (this.spent < this.limit) return false;
    this.spent = 0;
    return true;
  }
}

/** Work that yields now and then, and gives a T. */
export type Work<T> = Generator<void, T, void>;

/** Work that tells what each of its pieces has cost, at the pace of a meter. */
export function* metered<T>(work: Generator<number, T, void>, meter: Meter): Work<T> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    if (meter.spend(next.value)) yield;
  }
}

/** Does all of it at once (tests, the end of a step before a checkpoint). */
export function finishNow<T>(work: Generator<unknown, T, void>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Numbers a call on a flat array takes at once when it may have to stop in between. */
export const RANGE = 1 << 17;
