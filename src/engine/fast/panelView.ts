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
  /** Of one row of cells. */
  private readonly row: Float32Array;
  private readonly facts: Float32Array;

  constructor(private readonly simd: Simd) {
    this.out = simd.arena.floats(MOST_COLS * PANEL).view;
    this.row = simd.arena.floats(MOST_COLS).view;
    this.facts = simd.arena.floats(4 * PANEL).view;
  }

  /** Units [from, to) by inputs; what `reduce` gives for the same numbers row by row. Yields what it has cost. */
  *reduce({ at, minus, inputs }: Panels, { from, to, maxRows, maxCols }: Region): Generator<number, Reduced, void> {
    const { simd, out, row, facts } = this;
    const rows = to - from;
    const cellRows = Math.min(rows, maxRows);
    const cellCols = Math.min(inputs, maxCols, MOST_COLS);
    const cells = new Float32Array(cellRows * cellCols);
    const sums: Sums = { min: Infinity, max: -Infinity, sum: 0, squares: 0 };
    const bytes = 4 * panelFloats(inputs, PANEL);
    let cell = 0;
    for (let panel = Math.floor(from / PANEL); panel * PANEL < to; panel++) {
      const shift = panel * bytes;
      const other = minus === 0 ? 0 : minus + shift;
      simd.exports.lookAtPanel!(at + shift, other, inputs, cellCols, out.byteOffset, facts.byteOffset);
      const last = Math.min(to, (panel + 1) * PANEL);
      for (let unit = Math.max(from, panel * PANEL); unit < last;) {
        const end = from + Math.floor(((cell + 1) * rows) / cellRows); // of the units of this row of cells
        const own = cells.subarray(cell * cellCols, (cell + 1) * cellCols);
        row.set(own);
        const until = Math.min(end, last);
        simd.exports.raiseUnits!(out.byteOffset, cellCols, unit - panel * PANEL, until - panel * PANEL, row.byteOffset);
        own.set(row.subarray(0, cellCols));
        if (until === end) cell++;
        unit = until;
      }
      for (let unit = Math.max(from, panel * PANEL); unit < last; unit++) {
        const lane = unit % PANEL;
        sums.min = Math.min(sums.min, facts[lane]!);
        sums.max = Math.max(sums.max, facts[PANEL + lane]!);
        sums.sum += facts[2 * PANEL + lane]!;
        sums.squares += facts[3 * PANEL + lane]!;
      }
      yield PANEL * (VALUE_COST * inputs + CELL_COST * cellCols);
    }
    return { cellRows, cellCols, cells, ...statistics(sums, rows * inputs) };
  }
}
