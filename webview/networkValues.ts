// Which numbers the architecture picture shows for each column: those on the edges that arrive and those in the
// neurons, each with the end of its colour scale.
import type { SampleReport, TensorValues } from '../src/protocol/engine';
import { magnitude } from './draw/cells';
import type { Column, NetworkLayout } from './draw/network';
import type { State } from './store';
import { findWatched } from './watch';

export interface Scaled {
  readonly values: ArrayLike<number>;
  readonly scale: number;
}

export interface ColumnValues {
  /** [units, previous units], row-major. */
  readonly edges?: Scaled;
  readonly units?: Scaled;
}

export function networkValues(state: State, layout: NetworkLayout): readonly ColumnValues[] {
  return layout.columns.map((column, i) => {
    const sources = layout.columns[i - 1]?.units ?? 0;
    const edges =
      column.weight && column.places.length > 0 ? edgeValues(state, column.weight, column.units * sources) : undefined;
    const units = unitValues(state, column);
    return { ...(edges ? { edges } : {}), ...(units ? { units } : {}) };
  });
}

function edgeValues(state: State, tensor: string, entries: number): Scaled | undefined {
  if (state.choices.networkShows === 'backward') return fromReport(state.sample?.gradients, tensor, entries);
  const aspect = state.choices.networkShows === 'gradients' ? 'gradient' : 'weight';
  const watched = findWatched(state.frame, { tensor, aspect });
  if (!watched || watched.cells.length !== entries) return undefined;
  return { values: watched.cells, scale: magnitude(watched.cells) };
}

function unitValues(state: State, column: Column): Scaled | undefined {
  const shows = state.choices.networkShows;
  if (shows === 'weights' || shows === 'gradients') {
    if (!column.bias) return undefined;
    const watched = findWatched(state.frame, {
      tensor: column.bias,
      aspect: shows === 'weights' ? 'weight' : 'gradient',
    });
    return watched ? { values: watched.cells, scale: magnitude(watched.cells) } : undefined;
  }
  const { sample } = state;
  if (!sample) return undefined;
  if (column.kind === 'input') return shows === 'forward' ? scaled(sample.input) : undefined;
  return shows === 'forward' ? activationOf(sample, column.key) : gradientOf(sample, column.key);
}

/** What a layer gives on: after its activation where it has one. */
export function activationOf(sample: SampleReport, layer: string): Scaled | undefined {
  return fromReport(sample.activations, `${layer}.a`) ?? fromReport(sample.activations, `${layer}.z`);
}

/** ∂L/∂z, the error a layer passes back to its weights. */
export function gradientOf(sample: SampleReport, layer: string): Scaled | undefined {
  return fromReport(sample.activationGradients, `${layer}.z`) ?? fromReport(sample.activationGradients, `${layer}.a`);
}

/** `entries`: so many values, or none: what came as cells is of no use here. */
function fromReport(list: readonly TensorValues[] | undefined, name: string, entries?: number): Scaled | undefined {
  const found = list?.find((t) => t.name === name);
  return found && (entries ?? found.values.length) === found.values.length ? scaled(found.values) : undefined;
}

function scaled(values: ArrayLike<number>): Scaled {
  return { values, scale: magnitude(values) };
}
