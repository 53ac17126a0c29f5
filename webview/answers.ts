// What the network has said when it was asked: to all of a split, to the plane of two inputs, to an input of one's own.
// Part of the state; a new snapshot forgets it.
import type { DataInfo, ModelInfo, Outcomes, Predicted } from '../src/protocol/engine';
import type { SplitName } from '../src/data/dataset';
import type { Plane } from './draw/plane';
import type { State } from './store';

/** Samples of one split in the plane. */
export interface PlanePoints {
  readonly split: SplitName;
  /** Their places in the split. */
  readonly positions: readonly number[];
  /** [n, 2], scaled. */
  readonly inputs: ArrayLike<number>;
  /** [n] the class by index, or [n, targets] in the target's own units. */
  readonly targets: Float32Array;
}

export interface PlaneAnswer {
  readonly iteration: number;
  readonly plane: Plane;
  readonly cols: number;
  /** [side · side, cols], as the last layer gives them. */
  readonly outputs: Float32Array;
  /** [points of all splits, cols] */
  readonly atPoints: Float32Array;
}

/** The plane as each unit of each layer answers it, on a coarser grid. */
export interface UnitMaps {
  readonly iteration: number;
  readonly side: number;
  readonly activations: NonNullable<Predicted['activations']>;
}

export interface Answers {
  readonly outcomes: Outcomes | undefined;
  readonly outcomesBusy: boolean;
  readonly outcomesProblem: string | undefined;
  readonly points: readonly PlanePoints[] | undefined;
  readonly plane: PlaneAnswer | undefined;
  readonly maps: UnitMaps | undefined;
  readonly planeProblem: string | undefined;
  readonly own: Predicted | undefined;
  readonly ownProblem: string | undefined;
}

export const NO_ANSWERS: Answers = {
  outcomes: undefined,
  outcomesBusy: false,
  outcomesProblem: undefined,
  points: undefined,
  plane: undefined,
  maps: undefined,
  planeProblem: undefined,
  own: undefined,
  ownProblem: undefined,
};

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/** Splits that have rows. */
export function splitsOf(data: DataInfo | undefined): readonly SplitName[] {
  return SPLITS.filter((name) => (data?.splits[name] ?? 0) > 0);
}

/** The split whose outcomes are shown: the chosen one, or the last there is. */
export function outcomesSplit({ data, choices }: Pick<State, 'data' | 'choices'>): SplitName {
  const splits = splitsOf(data);
  return splits.includes(choices.outcomesSplit) ? choices.outcomesSplit : (splits.at(-1) ?? 'train');
}

/** Two numbers in: a plane that can be drawn. */
export function isPlane(data: DataInfo | undefined): boolean {
  return data !== undefined && !data.image && data.inputShape.length === 1 && data.inputShape[0] === 2;
}

/** With one output, values above it mean class 1. */
export function thresholdOf(model: ModelInfo): number {
  return model.threshold ?? 0.5;
}

/** Units of all layers that can be drawn as maps: none where they would be too many to ask about. */
export function mappedUnits(model: ModelInfo, most: number): number {
  const units = model.layers.reduce((n, l) => n + l.outputShape.reduce((a, b) => a * b, 1), 0);
  return units <= most ? units : 0;
}

/** A worker is there that can be asked. */
export function canAsk({ connected, run, model }: Pick<State, 'connected' | 'run' | 'model'>): boolean {
  return connected && model !== undefined && run !== 'idle' && run !== 'preparing' && run !== 'failed';
}
