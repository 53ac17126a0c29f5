// Weights and trained networks as files: what every format reads and writes. One file a format;
// `index.ts` is the list. Knows bytes, tensors and descriptions, not engines.
import type { Preprocessing } from '../data/dataset';
import type { Shape, Task } from '../nn/words';

export type TensorArray = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly data: TensorArray;
}

/** What a weights file holds. */
export interface TensorFile {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A layer of a trained network, for writers that rebuild its arithmetic: type, name and every option. */
export interface TrainedLayer {
  readonly type: string;
  readonly name: string;
  readonly [option: string]: unknown;
}

/** A trained network with all that a prediction needs. */
export interface TrainedNetwork {
  readonly name: string;
  readonly task: Task;
  readonly inputShape: Shape;
  readonly layers: readonly TrainedLayer[];
  readonly loss: string;
  readonly tensors: readonly NamedTensor[];
  readonly preprocessing: Preprocessing;
  /** For the header of a file: iterations trained, metrics, seed. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface ExportFormat {
  /** As in a spec's `export` and `nnspec export --format`. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Of the (main) file, with the dot. */
  readonly extension: string;
  /** The files; the first one's name is `baseName + extension`. */
  write(network: TrainedNetwork, baseName: string): readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** A file that cannot be read: a sentence for the user. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}
