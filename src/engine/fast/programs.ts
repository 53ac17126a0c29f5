// The programs of a network, found again at every step without building a key: by what they do, by chunk, and among the
// few of a chunk by their rows.
import type { Piece } from '../../kernels/wasm/tape';

export interface Program {
  /** What it does: a small whole number, the caller's own. */
  readonly kind: number;
  readonly chunk: number;
  readonly rows: number;
  /** Rows of the whole batch, where it matters. */
  readonly of: number;
  readonly pieces: readonly Piece[];
}

export class Programs {
  private readonly byKind: (Program[] | undefined)[][] = [];

  find(kind: number, chunk: number, rows: number, of: number): readonly Piece[] | undefined {
    const programs = this.byKind[kind]?.[chunk];
    if (programs) for (const program of programs) if (program.rows === rows && program.of === of) return program.pieces;
    return undefined;
  }

  keep(program: Program): readonly Piece[] {
    const chunks = (this.byKind[program.kind] ??= []);
    (chunks[program.chunk] ??= []).push(program);
    return program.pieces;
  }
}
