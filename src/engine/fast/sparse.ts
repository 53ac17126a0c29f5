// Numbers of a batch as lists of what is not zero, for the dense layers of a wide network: most pixels of a digit are
// zero, and half of what comes out of relu. Which way a batch goes is decided by counting, and changes no bit of the
// results.
import type { SampleMatrix } from '../../data/dataset';
import { SPAN } from '../../kernels/wasm/as/spans';
import type { Simd } from '../../kernels/wasm/simd';
import { PANEL, type Values } from './layout';

/** With more than so much that is not zero, the dense kernels are quicker. */
const MOST = 0.7;
/** Batches that go the dense way before they are counted again. */
const PATIENCE = 32;

/** Addresses of lists of columns, and of how many occur. */
export interface ColumnLists {
  readonly heads: number;
  readonly count: number;
}

export class SparseInput implements ColumnLists {
  /** Addresses: lists of rows, of columns, and how many columns occur. */
  readonly starts: number;
  readonly heads: number;
  readonly count: number;
  private readonly counted: Int32Array;
  private readonly rowEntries: number;
  private readonly columnEntries: number;
  private readonly cursors: number;
  private readonly bytes: Uint8Array;
  private readonly values: Float32Array;
  private divisor = NaN;
  private dense = 0;

  constructor(
    private readonly simd: Simd,
    rows: number,
    private readonly inputs: number,
  ) {
    const { arena } = simd;
    this.starts = arena.bytes(startsBytes(rows, inputs));
    this.heads = arena.bytes(8 * (inputs + 1));
    this.rowEntries = arena.bytes(8 * rows * inputs);
    this.columnEntries = arena.bytes(8 * rows * inputs);
    this.cursors = arena.bytes(4 * inputs);
    this.counted = arena.words(1).view;
    this.count = this.counted.byteOffset;
    const bytes = arena.bytes(rows * inputs); // the memory's buffer may be another one afterwards
    this.bytes = new Uint8Array(arena.memory.buffer, bytes, rows * inputs);
    this.values = arena.floats(256).view;
  }

  /** Rows [from, from + n) of `order` as lists; false where there is too much in them, or they are no bytes. */
  takeBytes({ pixels, size }: SampleMatrix, order: Int32Array, from: number, n: number): boolean {
    if (!pixels || this.waits()) return false;
    const { bytes, divisor } = pixels;
    if (divisor !== this.divisor) {
      this.divisor = divisor;
      for (let v = 0; v < 256; v++) this.values[v] = v / divisor;
    }
    for (let k = 0; k < n; k++) {
      const at = order[from + k]! * size;
      this.bytes.set(bytes.subarray(at, at + size), k * size);
    }
    const { exports } = this.simd;
    const to = [this.starts, this.rowEntries, this.bytes.byteOffset, size, 0, n, size, this.values.byteOffset] as const;
    return this.judge(exports.sparseBytes!(...to), n);
  }

  /** Rows of floats, already gathered. */
  takeRows(x: Values, n: number): boolean {
    if (this.waits()) return false;
    const { exports } = this.simd;
    if (exports.countNonZero!(x.at, x.ld, n, x.size) > MOST * n * x.size) return this.judge(Infinity, n);
    return this.judge(exports.sparseRows!(this.starts, this.rowEntries, x.at, x.ld, n, x.size), n);
  }

  /** For the backward pass. */
  makeColumns(n: number): void {
    const to = [this.heads, this.columnEntries, this.starts, n, this.inputs, this.cursors] as const;
    this.counted[0] = this.simd.exports.sparseColumns!(...to);
  }

  private waits(): boolean {
    if (this.dense === 0) return false;
    this.dense--;
    return true;
  }

  private judge(entries: number, n: number): boolean {
    if (entries <= MOST * n * this.inputs) return true;
    this.dense = PATIENCE;
    return false;
  }
}

/**
 * The lists of what hidden layers take in, and of the gradients of what they put out, made within a program: one place for
 * all layers, since each is used at once. Each layer has flags of its own: negative where there is too much for lists.
 */
export class HiddenLists implements ColumnLists {
  /** Addresses, as the kernels take them: lists of rows or of their units, and of columns. */
  readonly starts: number;
  readonly rowEntries: number;
  readonly heads: number;
  readonly columnEntries: number;
  readonly count: number;

  /** For layers of at most so many inputs and units; lists of columns only where there is a backward pass. */
  constructor(
    private readonly simd: Simd,
    rows: number,
    widest: number,
    backward: boolean,
  ) {
    const { arena } = simd;
    this.starts = arena.bytes(Math.max(startsBytes(rows, widest), 4 * (4 * rows + 1)));
    this.rowEntries = arena.bytes(8 * rows * widest);
    this.heads = arena.bytes(8 * (widest + 1));
    this.columnEntries = backward ? arena.bytes(8 * rows * widest) : 0;
    this.count = arena.bytes(4);
  }

  /** The address of another flag. */
  flag(): number {
    return this.simd.arena.bytes(4);
  }

  /** Most entries of lists that pay. */
  static most(rows: number, inputs: number): number {
    return Math.floor(MOST * rows * inputs);
  }
}

const startsBytes = (rows: number, inputs: number): number => 4 * (rows * Math.ceil(inputs / SPAN) + 1);

/** Bytes of a row of gradients of two panels. */
export const PACKED_ROW = 8 * PANEL;

/** Bytes of scratch that the sparse kernels take for so many rows, and at most so many units. */
export const sparseScratch = (rows: number, units: number): number => Math.max(4416, 128 * (units + 3)) + 256 * rows;
