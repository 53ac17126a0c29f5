// The normalised spec: what `parse` gives and the engine takes, every default filled in.
// `schema.ts` is the validator and must satisfy this type.
import type { Precision } from '../kernels/kernels';
import type { Task } from '../nn/words';

/** A word of the language with its options: { type: 'sgd', learningRate: 0.01, … }, defaults filled in. */
export interface WordSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** A column by header name, by 0-based index (negative from the end), or a range "1:10". */
export type ColumnRef = string | number;

export type SourceSpec = string | { readonly images: string; readonly labels: string };

export interface DataSpec {
  readonly source: SourceSpec;
  readonly validation?: SourceSpec;
  readonly test?: SourceSpec;
  readonly format: {
    readonly delimiter?: string;
    readonly header?: boolean;
    readonly quote?: string;
    readonly encoding?: string;
  };
  readonly features?: readonly ColumnRef[];
  readonly target?: readonly ColumnRef[];
  readonly ignore: readonly ColumnRef[];
  readonly task?: Task;
  readonly classes?: readonly (string | number)[];
  readonly missing: 'error' | 'drop' | 'mean' | 'median';
  readonly missingValues: readonly string[];
  readonly scale: 'none' | 'standard' | 'minmax';
  readonly scaleTarget: 'none' | 'standard' | 'minmax';
  /** Undefined where the spec has no `split`: the source's own default (and, xor, …: none; a catalogue's own test set). */
  readonly split?: {
    readonly validation: number;
    readonly test: number;
    readonly shuffle: boolean;
    readonly stratify: boolean;
    readonly seed: number;
  };
  readonly limit?: number;
  /** Options of a built-in generator: samples, noise, seed, … */
  readonly generator: Readonly<Record<string, unknown>>;
}

export interface LayerSpec extends WordSpec {
  /** Never absent: `dense_1`, `dense_2`, … where the spec has none. */
  readonly name: string;
}

export interface ScheduleSpec extends WordSpec {
  /** Iterations of linear warm-up from 0. */
  readonly warmup: number;
}

export interface TrainingSpec {
  readonly epochs?: number;
  readonly iterations?: number;
  readonly batchSize: number | 'full';
  readonly shuffle: boolean;
  readonly seed: number;
  readonly optimizer: WordSpec;
  readonly schedule: ScheduleSpec;
  readonly clip?: { readonly norm: number } | { readonly value: number };
  readonly earlyStopping?: {
    readonly monitor: string;
    readonly patience: number;
    readonly minDelta: number;
    readonly restoreBest: boolean;
  };
  readonly logEvery?: number;
  readonly precision: Precision;
  readonly threads: number | 'auto';
  readonly reproducible: boolean;
}

export interface ExportSpec {
  readonly format: string;
  readonly path: string;
}

export interface Spec {
  readonly version: 1;
  readonly name: string;
  readonly description?: string;
  readonly data: DataSpec;
  readonly network: readonly LayerSpec[];
  readonly loss: WordSpec;
  readonly metrics?: readonly WordSpec[];
  readonly training: TrainingSpec;
  readonly initialWeights?: string;
  readonly export: readonly ExportSpec[];
}
