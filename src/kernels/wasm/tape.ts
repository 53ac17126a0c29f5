// Writes a program: kernels' calls as instructions in memory, which WebAssembly works off without coming back to
// JavaScript in between. Each instruction carries its cost, so that a long program can be run in pieces.
import type { Arena } from './arena';
import { WORDS } from './as/operations';

/** An argument that the kernel takes as f32; plain numbers are i32. */
export interface Float {
  readonly float: number;
}

export const f32 = (float: number): Float => ({ float });

export type Argument = number | Float;

/** A stretch of instructions in memory. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Multiply-adds. */
  readonly cost: number;
}

export class Tape {
  private readonly rows: { readonly words: readonly Argument[]; readonly cost: number }[] = [];

  add(operation: number, args: readonly Argument[], cost: number): void {
    if (args.length >= WORDS) throw new Error(`Instruction ${operation} has too many arguments.`);
    this.rows.push({ words: [operation, ...args], cost });
  }

  get cost(): number {
    return this.rows.reduce((sum, row) => sum + row.cost, 0);
  }

  /** Into memory, cut between instructions so that no piece costs more than `most` (unless one instruction does). */
  place(arena: Arena, most: number): Piece[] {
    const { at, view } = arena.words(Math.max(1, this.rows.length) * WORDS);
    const floats = new Float32Array(view.buffer, view.byteOffset, view.length);
    this.rows.forEach(({ words }, row) =>
      words.forEach((word, k) => {
        if (typeof word === 'number') view[row * WORDS + k] = word;
        else floats[row * WORDS + k] = word.float;
      }),
    );
    const pieces: Piece[] = [];
    let from = 0;
    let cost = 0;
    const end = (to: number) => {
      if (to > from) pieces.push({ from: at + 4 * WORDS * from, to: at + 4 * WORDS * to, cost });
      [from, cost] = [to, 0];
    };
    this.rows.forEach((row, k) => {
      if (cost > 0 && cost + row.cost > most) end(k);
      cost += row.cost;
    });
    end(this.rows.length);
    return pieces;
  }
}
