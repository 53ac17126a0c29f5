// Samples, split and ready to be gathered into batches. Pixels stay one byte each until a batch
// asks for them; a table is kept in double precision and cast on the way into a batch.
import type { Floats } from '../kernels/kernels';
import type { Shape, Task } from '../nn/words';

/** Inputs of all samples of one source. */
export interface SampleMatrix {
  readonly rows: number;
  /** One sample's shape: [13] for a table, [28, 28] for an image. */
  readonly shape: Shape;
  /** Numbers a sample. */
  readonly size: number;
  /** out[k·size + j] = sample indices[from + k], scaled, for k in [0, n). */
  gather(out: Floats, indices: Int32Array, from: number, n: number): void;
  /** Where samples are bytes, each divided by a number: the samples themselves, [rows, size]. */
  readonly pixels?: { readonly bytes: Uint8Array; readonly divisor: number };
}

export interface Targets {
  /** Numbers a sample: 1 for classes (the index), k for k regression targets. */
  readonly cols: number;
  /** out[k·cols + j] = target of sample indices[from + k]; regression targets are scaled. */
  gather(out: Floats, indices: Int32Array, from: number, n: number): void;
}

export type SplitName = 'train' | 'validation' | 'test';

export interface Split {
  readonly name: SplitName;
  readonly inputs: SampleMatrix;
  readonly targets: Targets;
  /** Which rows of inputs and targets belong to the split, in its order. */
  readonly indices: Int32Array;
  /** Where a sample came from, for people: a row's cells as they stand in the file (absent for images). */
  rawRow?(position: number): readonly string[];
}

/** How one source column becomes network inputs; enough to rebuild the inputs outside the product. */
export type ColumnEncoding =
  | {
      readonly kind: 'number';
      readonly column: string;
      /** Index of the column in the source file. */
      readonly index: number;
      /** (cell − offset) / divisor; 0 and 1 where nothing is scaled. */
      readonly offset: number;
      readonly divisor: number;
      /** Stands in for a missing cell; absent where missing cells are an error or drop the row. */
      readonly fill?: number;
    }
  | {
      readonly kind: 'onehot';
      readonly column: string;
      readonly index: number;
      /** One input each, in this order: 1 where the cell equals it, else 0; each then scaled. */
      readonly categories: readonly string[];
      readonly offsets: readonly number[];
      readonly divisors: readonly number[];
      readonly fill?: string;
    };

export interface Preprocessing {
  /** A table's columns in the order of the network's inputs, or pixels: byte / divisor. */
  readonly inputs:
    | {
        readonly kind: 'columns';
        readonly columns: readonly ColumnEncoding[];
        readonly missingValues: readonly string[];
        /** Cells of a whole row of the source, ignored and target ones too; weights of 0.1.0 do not say. */
        readonly width?: number;
      }
    | { readonly kind: 'pixels'; readonly shape: Shape; readonly divisor: number };
  /** Class labels by index, or the scaling of each regression target: value = y · divisor + offset. */
  readonly targets:
    | { readonly kind: 'classes'; readonly column: string; readonly labels: readonly string[] }
    | {
        readonly kind: 'values';
        readonly columns: readonly string[];
        readonly offsets: readonly number[];
        readonly divisors: readonly number[];
      };
}

export interface Dataset {
  /** For people: "builtin:xor", "iris.csv". */
  readonly name: string;
  readonly task: Task;
  readonly inputShape: Shape;
  /** Units the last layer needs: k regression targets, 1 for binary, the classes for multiclass. */
  readonly outputs: number;
  /** Names of the network's inputs ("sepal_length", "color=red"); empty for images. */
  readonly inputNames: readonly string[];
  readonly targetNames: readonly string[];
  /** Labels by class index; absent for regression. */
  readonly classes?: readonly string[];
  readonly splits: { readonly train: Split; readonly validation?: Split; readonly test?: Split };
  readonly preprocessing: Preprocessing;
  /** Height and width where the samples are images (1 channel). */
  readonly image?: { readonly height: number; readonly width: number };
  /** What happened on the way, for people: "dropped 16 rows with missing cells". */
  readonly notes: readonly string[];
}

/** What a dataset needs from outside; Node's version reads files, a browser's may fetch. */
export interface DataReader {
  /**
   * The bytes of a file that a spec names, unpacked where they are gzip. Throws a DataError with a sentence.
   * `path` is relative to the spec.
   */
  read(path: string): Promise<Uint8Array>;
  /** The bytes of a catalogue file (`dataset:NAME`), from a folder, the cache, or fetched with consent. */
  dataset(name: string, file: string): Promise<Uint8Array>;
}
