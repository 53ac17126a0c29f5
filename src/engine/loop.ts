// Slices: work is done for about 10 ms, then others run. Clock and yield are passed in, so that this knows no threads.

/** A pause waits at most one slice and one call of a kernel. */
export const SLICE_MS = 10;

export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Lets others run: messages arrive meanwhile. */
  yield(): Promise<void>;
}

/** Works until `enough` says so, or until there is nothing left. */
export type Slice = (enough: () => boolean) => void;

export class Loop {
  private turning = false;
  private closed = false;

  constructor(
    private readonly clock: Clock,
    /** What is to be done now, each in a slice of its own; empty to stand still until `wake`. */
    private readonly due: () => readonly Slice[],
    private readonly fail: (error: unknown) => void,
  ) {}

  /** There may be something to do again. Never works before the caller is done. */
  wake(): void {
    if (!this.turning && !this.closed) void this.turn();
  }

  close(): void {
    this.closed = true;
  }

  private async turn(): Promise<void> {
    this.turning = true;
    try {
      await this.clock.yield();
      for (let slices = this.due(); slices.length > 0 && !this.closed; slices = this.due()) {
        for (const slice of slices) {
          if (this.closed) break;
          const end = this.clock.now() + SLICE_MS;
          slice(() => this.clock.now() >= end);
          await this.clock.yield();
        }
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.turning = false;
    }
  }
}
