// A sample's way forward and back as text, layer by layer: a small layer's numbers, a large one's ranges.
import type { SampleReport, TensorValues } from '../protocol/engine';
import { number, table } from './tables';

/** Units whose numbers are still read one by one. */
const MOST_UNITS = 16;

type Passed = Pick<SampleReport, 'activations' | 'activationGradients'>;

interface Column {
  readonly head: string;
  readonly values: Float32Array | Float64Array;
}

/** z before the activation, a after it, and ∂L/∂ of each as far as it was made: a block a layer, an empty line between. */
export function sampleLayers(report: Passed): string {
  const layers = [...new Set(report.activations.map(({ name }) => layerOf(name)))];
  return layers.map((layer) => block(layer, columnsOf(report, layer))).join('\n\n');
}

const layerOf = (name: string): string => name.slice(0, name.lastIndexOf('.'));

function columnsOf({ activations, activationGradients }: Passed, layer: string): Column[] {
  const named = (from: readonly TensorValues[], stage: string, head: string): Column[] =>
    from.filter(({ name }) => name === `${layer}.${stage}`).map(({ values }) => ({ head, values }));
  return [
    ...named(activations, 'z', 'z'),
    ...named(activations, 'a', 'a'),
    ...named(activationGradients, 'a', '∂L/∂a'),
    ...named(activationGradients, 'z', '∂L/∂z'),
  ];
}

function block(layer: string, columns: readonly Column[]): string {
  const units = columns[0]!.values.length;
  if (units > MOST_UNITS) {
    const ranges = columns.map(({ head, values }) => `${head} ${range(values)}`);
    return `${layer}, ${units} units: ${ranges.join(', ')}`;
  }
  const rows = Array.from({ length: units }, (_, unit) => [
    String(unit),
    ...columns.map(({ values }) => number(values[unit]!)),
  ]);
  return table([[layer, ...columns.map(({ head }) => head)], ...rows]);
}

function range(values: Column['values']): string {
  let [least, most] = [Infinity, -Infinity];
  for (const v of values) [least, most] = [Math.min(least, v), Math.max(most, v)];
  return `from ${number(least)} to ${number(most)}`;
}
