// A wide layer's weights (gradient, update) as cells for a picture, straight from where the kernels keep them: in panels
// of 16 units. Unpacking all of them first, as everyone else who looks does, would cost several times as much.
import type { Simd } from '../../kernels/wasm/simd';
import { statistics, type Reduced, type Region, type Sums } from '../probes/reduce';
import { PANEL, panelFloats } from './layout';

/** Multiply-adds of the kernels that looking at one value costs, and beside it at each cell of a unit. */
const [VALUE_COST, CELL_COST] = [2, 3];
const MOST_COLS = 1024;

/** A dense layer's panels [inputs + 1][16], and what is to be subtracted from them (0: nothing). Byte addresses. */
export interface Panels {
  readonly at: number;
  readonly minus: number;
  readonly inputs: number;
}

export class PanelView {
  /** Of a panel: [cellCols][16]. */
  private readonly out: Float32Array;
  private readonly facts: Float32Array;
  /** Of a picture. */
  private cells: Float32Array = new Float32Array(0);

  constructor(private readonly simd: Simd) {
    this.out = simd.arena.floats(MOST_COLS * PANEL).view;
    this.facts = simd.arena.floats(4 * PANEL).view;
  }

  /** Units [from, to) by inputs; what `reduce` gives for the same numbers row by row. Yields what it has cost. */
  *reduce({ at, minus, inputs }: Panels, { from, to, maxRows, maxCols }: Region): Generator<number, Reduced, void> {
    const { simd, out, facts } = this;
    const rows = to - from;
    const cellRows = Math.min(rows, maxRows);
    const cellCols = Math.min(inputs, maxCols, MOST_COLS);
    const n = cellRows * cellCols;
    if (this.cells.length < n) this.cells = simd.arena.floats(n).view;
    const cells = this.cells.fill(0, 0, n);
    const sums: Sums = { min: Infinity, max: -Infinity, sum: 0, squares: 0 };
    const bytes = 4 * panelFloats(inputs, PANEL);
    let cell = 0;
    for (let panel = Math.floor(from / PANEL); panel * PANEL < to; panel++) {
      const at0 = at + panel * bytes;
      const minus0 = minus === 0 ? 0 : minus + panel * bytes;
      simd.exports.lookAtPanel!(at0, minus0, inputs, cellCols, out.byteOffset, facts.byteOffset);
      const [first, last] = [Math.max(from, panel * PANEL), Math.min(to, (panel + 1) * PANEL)];
      for (let unit = first; unit < last;) {
        const end = from + Math.floor(((cell + 1) * rows) / cellRows); // of the units of this row of cells
        const until = Math.min(end, last);
        const row = cells.byteOffset + 4 * cell * cellCols;
        simd.exports.raiseUnits!(out.byteOffset, cellCols, unit - panel * PANEL, until - panel * PANEL, row);
        if (until === end) cell++;
        unit = until;
      }
      addFacts(sums, facts, first % PANEL, last - panel * PANEL);
      yield PANEL * (VALUE_COST * inputs + CELL_COST * cellCols);
    }
    return { cellRows, cellCols, cells: cells.slice(0, n), ...statistics(sums, rows * inputs) };
  }
}

/** Of units [from, to) of a panel. */
function addFacts(sums: Sums, facts: Float32Array, from: number, to: number): void {
  let { min, max, sum, squares } = sums;
  for (let lane = from; lane < to; lane++) {
    min = Math.min(min, facts[lane]!);
    max = Math.max(max, facts[PANEL + lane]!);
    sum += facts[2 * PANEL + lane]!;
    squares += facts[3 * PANEL + lane]!;
  }
  sums.min = min;
  sums.max = max;
  sums.sum = sum;
  sums.squares = squares;
}
