// The threads that share the work of one run's programs: this one, and helpers that a host lets us start. Helpers come
// once there has been work worth sharing, sleep at no cost while there is none, and go when they are sent home.
//
// Nothing depends on them: a slice that no helper takes is done here, to the same bits. Only a helper that has taken one
// and never gives it back (its thread was killed amid a kernel) ends the run.
import type { Arena } from './arena';
import * as words from './as/crewWords';
import type { KernelExports } from './open';

/** What a helper's thread needs: an instance of the module on the memory, whose `serve(block, index)` it calls. */
export interface Post {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly block: number;
  /** From 1; this thread is 0. */
  readonly index: number;
}

/** Where threads come from: handed in by hosts that have them. */
export interface Threads {
  /** That the machine can run at the same time, this one included. */
  readonly available: number;
  /** Of these, so many are left to others where nobody says how many a run may have. */
  readonly spare?: number;
  /** Starts a thread that serves at its post; `left` is called when it has ended, however. Gives what ends it at once. */
  start(post: Post, left: () => void): () => void;
  /** Tests start them sooner, and give them up sooner. */
  readonly worthStarting?: number;
  readonly patience?: number;
}

/** Without a wish more than these share too little: the first thread's own part of a step is what lasts. */
const MOST_BY_ITSELF = 8;

/** How many threads a run gets: `wanted` is the most. */
export function threadsFor(wanted: number | 'auto', { available, spare = 0 }: Threads): number {
  return Math.max(1, wanted === 'auto' ? Math.min(MOST_BY_ITSELF, available - spare) : Math.min(wanted, available));
}

/** Shared multiply-adds after which helpers are started, some 30 ms of work: before, they would only delay what comes first. */
const WORTH_STARTING = 5e8;
/** Tenths of a second that a helper may take for a slice of a millisecond: it may have to wait for a processor. */
const PATIENCE = 150;

export class Crew {
  private block: Int32Array | undefined;
  private readonly ends: (() => void)[] = [];
  private spent = 0;

  constructor(
    private readonly arena: Arena,
    private readonly exports: KernelExports,
    private readonly module: WebAssembly.Module,
    /** With this one. */
    readonly size: number,
    private readonly threads: Threads | undefined,
  ) {}

  /** So many multiply-adds were done that helpers could have shared. */
  worked(cost: number): void {
    if (cost === 0 || this.block) return;
    this.spent += cost;
    if (this.threads && this.spent >= (this.threads.worthStarting ?? WORTH_STARTING)) this.start(this.threads);
  }

  private start(threads: Threads): void {
    const { at, view } = this.arena.words(words.CURSORS + 2 * words.LINE_WORDS * this.size);
    view[words.QUEUES] = this.size;
    view[words.PATIENCE] = threads.patience ?? PATIENCE;
    this.block = view;
    this.exports.setCrew!(at);
    const left = () => {
      if (this.block !== view) return; // sent home
      this.sendHome();
      this.spent = -Infinity; // where one has died, no others are sent after it
    };
    try {
      for (let index = 1; index < this.size; index++) {
        const post = { module: this.module, memory: this.arena.memory, block: at, index };
        this.ends.push(threads.start(post, left));
      }
    } catch {
      // The system has no more threads for us: those that there are do it.
    }
  }

  /** A helper has taken work and never given it back. */
  get lost(): boolean {
    return this.block?.[words.LOST] === 1;
  }

  /** Ends all helpers; the next work worth sharing starts others. */
  sendHome(): void {
    const { block } = this;
    if (!block) return;
    this.exports.setCrew!(0);
    Atomics.store(block, words.QUIT, 1);
    Atomics.add(block, words.FORKS, 1);
    Atomics.notify(block, words.FORKS);
    for (const end of this.ends.splice(0)) end();
    this.block = undefined;
    this.spent = 0;
  }
}
