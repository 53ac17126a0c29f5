// Work asked for beside training: samples, gradient checks, evaluations. Each is a generator driven in slices between
// those of training. While a job holds, training stands still, so that the job sees one set of weights.
import { UserError } from '../spec/problem';
import type { Work } from './meter';

export interface Hold {
  on: boolean;
}

interface Job {
  readonly kind: string;
  readonly work: Work<unknown>;
  readonly hold: Hold;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export class Jobs {
  private readonly queue: Job[] = [];

  get waiting(): boolean {
    return this.queue.length > 0;
  }

  get holding(): boolean {
    return this.queue[0]?.hold.on ?? false;
  }

  add<T>(kind: string, start: (hold: Hold) => Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const hold = { on: false };
      this.queue.push({ kind, work: start(hold), hold, resolve: resolve as (v: unknown) => void, reject });
    });
  }

  /** Gives up jobs of this kind (all of them if none is named). */
  cancel(why: string, kind?: string): void {
    for (let i = this.queue.length - 1; i >= 0; i--) {
      const job = this.queue[i]!;
      if (kind !== undefined && job.kind !== kind) continue;
      this.queue.splice(i, 1);
      job.reject(new UserError(why, 'cancelled'));
    }
  }

  /** Works on the oldest job until `enough`. */
  slice(enough: () => boolean): void {
    const job = this.queue[0];
    if (!job) return;
    try {
      do {
        const next = job.work.next();
        if (!next.done) continue;
        this.queue.shift();
        job.resolve(next.value);
        return;
      } while (!enough());
    } catch (error) {
      this.queue.shift();
      job.reject(error);
    }
  }
}
