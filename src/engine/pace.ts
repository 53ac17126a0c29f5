// The speed that a person asked for: at most so many updates a second. Updates begin at times on a grid, so that a timer
// that fires late makes no later one late; who falls behind by a whole interval starts a new grid and catches nothing up.

export class Pace {
  /** Milliseconds from one update to the next; 0: as fast as possible. */
  private interval = 0;
  private next = -Infinity;

  get limited(): boolean {
    return this.interval > 0;
  }

  /** 0: as fast as possible. The next update may begin at once. */
  set(updatesPerSecond: number): void {
    this.interval = updatesPerSecond > 0 ? 1000 / updatesPerSecond : 0;
    this.next = -Infinity;
  }

  /** Milliseconds until the next update may begin; 0 when it may now. */
  wait(now: number): number {
    return this.limited ? Math.max(0, this.next - now) : 0;
  }

  /** An update begins. */
  begin(now: number): void {
    this.next = now - this.next < this.interval ? this.next + this.interval : now + this.interval;
  }
}
