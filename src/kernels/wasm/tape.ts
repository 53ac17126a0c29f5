// Writes a program: kernels' calls as instructions in memory, which WebAssembly works off without coming back to
// JavaScript in between. Each instruction carries its cost, so that a long program can be run in pieces.
//
// What threads may share is written as a fork: slices that can be worked off in any order and at the same time. A tape for
// one thread has the same instructions without forks.
import type { Arena } from './arena';
import { FORK, OWN, WORDS } from './as/operations';

/** An argument that the kernel takes as f32; plain numbers are i32. */
export interface Float {
  readonly float: number;
}

export const f32 = (float: number): Float => ({ float });

/** An address in memory of which every thread has its own, given for the first thread. */
export interface Own {
  readonly own: number;
}

export const own = (address: number): Own => ({ own: address });

export type Argument = number | Float | Own;

/** A stretch of instructions in memory. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Multiply-adds. */
  readonly cost: number;
  /** Those that threads can share. */
  readonly shared: number;
}

/** Threads that work off a tape. */
export interface Hands {
  readonly threads: number;
  /** Bytes from one thread's own memory to the next one's. */
  readonly stride: number;
}

/** Multiply-adds from which a fork is quicker than one thread: it costs 1 to 2 µs, where helpers are awake. */
const WORTH_A_FORK = 1.5e5;
/** As many slices' numbers as fit into a cursor (as/crew.ts). */
const MOST_SLICES = 65535;

interface Row {
  readonly words: readonly Argument[];
  readonly cost: number;
}

interface Slice {
  readonly rows: readonly Row[];
  readonly cost: number;
  /** Whose queue it stands in. */
  readonly thread: number;
}

interface Fork {
  readonly slices: readonly Slice[];
  readonly cost: number;
}

export class Tape {
  private readonly lines: (Row | Fork)[] = [];
  /** Where instructions go at present, if not to `lines`. */
  private slice: Row[] | undefined;
  private joint: Slice[] | undefined;

  constructor(private readonly hands: Hands) {}

  add(operation: number, args: readonly Argument[], cost: number): void {
    if (args.length >= OWN) throw new Error(`Instruction ${operation} has too many arguments.`);
    (this.slice ?? this.lines).push({ words: [operation, ...args], cost });
  }

  get cost(): number {
    return this.lines.reduce((sum, line) => sum + line.cost, 0);
  }

  /** `write(k)` adds the instructions of slice k. Neighbours are done by one thread, where it keeps up. */
  fork(slices: number, write: (slice: number) => void): void {
    if (this.hands.threads === 1) {
      for (let k = 0; k < slices; k++) write(k);
      return;
    }
    const written: Row[][] = [];
    for (let k = 0; k < slices; k++) {
      written.push((this.slice = []));
      write(k);
    }
    this.slice = undefined;
    const shared = this.dealt(written);
    if (this.joint) this.joint.push(...shared);
    else this.close(shared);
  }

  /** Forks that do not wait for one another: what `write` adds are forks alone, and they become one. */
  together(write: () => void): void {
    this.joint = [];
    write();
    const { joint } = this;
    this.joint = undefined;
    this.close(joint);
  }

  /** Each thread gets neighbouring slices of about its share of the cost. */
  private dealt(written: readonly Row[][]): Slice[] {
    const costs = written.map((rows) => rows.reduce((sum, row) => sum + row.cost, 0));
    const whole = costs.reduce((sum, cost) => sum + cost, 0);
    let before = 0;
    return written.map((rows, k) => {
      const cost = costs[k]!;
      const middle = (before + cost / 2) / whole;
      before += cost;
      return { rows, cost, thread: Math.min(this.hands.threads - 1, Math.floor(middle * this.hands.threads)) };
    });
  }

  private close(slices: readonly Slice[]): void {
    const cost = slices.reduce((sum, slice) => sum + slice.cost, 0);
    if (slices.length > 1 && cost >= WORTH_A_FORK) this.lines.push({ slices, cost });
    else for (const { rows } of slices) this.lines.push(...rows);
  }

  /**
   * Into memory, cut between instructions so that no piece costs more than `most` (unless one instruction does), or,
   * where threads share it, `most` for each.
   */
  place(arena: Arena, most: number): Piece[] {
    const mostShared = most * this.hands.threads;
    const rows = this.lines.flatMap((line): Row | Row[] =>
      'words' in line ? line : this.cut(line, mostShared).map((fork) => this.placeFork(arena, fork)),
    );
    const at = placeRows(arena, rows);
    const pieces: Piece[] = [];
    let from = 0;
    let cost = 0;
    let shared = 0;
    const end = (to: number) => {
      if (to > from) pieces.push({ from: at + 4 * WORDS * from, to: at + 4 * WORDS * to, cost, shared });
      [from, cost, shared] = [to, 0, 0];
    };
    rows.forEach((row, k) => {
      if (cost > 0 && cost + row.cost > most) end(k);
      cost += row.cost;
      if (row.words[0] === FORK) shared += row.cost;
    });
    end(rows.length);
    return pieces;
  }

  /** One after the other, every thread having its share in each. */
  private cut({ slices, cost }: Fork, most: number): Fork[] {
    const parts = Math.max(Math.ceil(cost / most), Math.ceil(slices.length / MOST_SLICES));
    if (parts === 1) return [{ slices, cost }];
    const forks = Array.from({ length: parts }, (): { slices: Slice[]; cost: number } => ({ slices: [], cost: 0 }));
    for (let thread = 0; thread < this.hands.threads; thread++) {
      const own = slices.filter((slice) => slice.thread === thread);
      own.forEach((slice, k) => {
        const fork = forks[Math.floor((k * parts) / own.length)]!;
        fork.slices.push(slice);
        fork.cost += slice.cost;
      });
    }
    return forks.filter((fork) => fork.slices.length > 0);
  }

  /** Its slices, a table of where each begins (and the last one ends), and one of each queue's first slice likewise. */
  private placeFork(arena: Arena, { slices, cost }: Fork): Row {
    const { threads, stride } = this.hands;
    const ordered = [...slices].sort((a, b) => a.thread - b.thread);
    let next = placeRows(
      arena,
      ordered.flatMap(({ rows }) => rows),
    );
    const { at, view } = arena.words(ordered.length + 1 + threads + 1);
    ordered.forEach(({ rows }, k) => {
      view[k] = next;
      next += 4 * WORDS * rows.length;
    });
    view[ordered.length] = next;
    const queues = ordered.length + 1;
    for (let thread = 0; thread <= threads; thread++)
      view[queues + thread] = ordered.filter((slice) => slice.thread < thread).length;
    return { words: [FORK, at, ordered.length, at + 4 * queues, stride], cost };
  }
}

/** Gives the address of the first. */
function placeRows(arena: Arena, rows: readonly Row[]): number {
  const { at, view } = arena.words(Math.max(1, rows.length) * WORDS);
  const floats = new Float32Array(view.buffer, view.byteOffset, view.length);
  rows.forEach(({ words }, row) =>
    words.forEach((word, k) => {
      if (typeof word === 'number') view[row * WORDS + k] = word;
      else if ('float' in word) floats[row * WORDS + k] = word.float;
      else {
        view[row * WORDS + k] = word.own;
        view[row * WORDS + OWN]! |= 1 << k;
      }
    }),
  );
  return at;
}
