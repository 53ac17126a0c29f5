// Shapes along the network, parameters and the last activation, from the words alone. Works without
// knowing the data as far as it can: behind a dense layer the shape is known whatever came before.
import { layer } from '../nn/layers';
import { sizeOf } from '../nn/shape';
import type { LayerWord, ParameterPlan, Shape } from '../nn/words';
import type { LayerSpec, WordSpec } from './spec';

export interface LayerShape {
  readonly spec: LayerSpec;
  /** Place in spec.network. */
  readonly index: number;
  readonly word: LayerWord;
  /** Absent where the data's shape is not known. */
  readonly input?: Shape;
  readonly output?: Shape;
  /** Absent for none; `linear` counts as none. */
  readonly activation?: WordSpec;
  readonly parameters?: readonly ParameterPlan[];
}

export interface ShapeFault {
  readonly index: number;
  readonly key?: string;
  readonly message: string;
}

/** Stops at the first layer that does not fit. */
export function inferShapes(
  network: readonly LayerSpec[],
  input: Shape | undefined,
): { readonly layers: readonly LayerShape[]; readonly fault?: ShapeFault } {
  const layers: LayerShape[] = [];
  let shape = input;
  for (const [index, spec] of network.entries()) {
    const word = layer(spec.type)!; // the schema let it pass
    const output = outputOf(word, spec, shape);
    if (output && 'error' in output) {
      return { layers, fault: { index, message: output.error, ...(output.key !== undefined && { key: output.key }) } };
    }
    const activation = word.activation?.(spec);
    layers.push({
      spec,
      index,
      word,
      ...(shape && { input: shape, parameters: word.parameters(spec, shape) }),
      ...(output && { output }),
      ...(activation && activation.type !== 'linear' && { activation }),
    });
    shape = output;
  }
  return { layers };
}

/** Without an input: the shape that comes out of both of two probes, if it is the same. */
function outputOf(
  word: LayerWord,
  spec: LayerSpec,
  input: Shape | undefined,
): ReturnType<LayerWord['outputShape']> | undefined {
  if (input) return word.outputShape(spec, input);
  const [a, b] = [word.outputShape(spec, [1]), word.outputShape(spec, [2])];
  if ('error' in a || 'error' in b || a.join() !== b.join()) return undefined;
  return a;
}

/** Learned numbers of a layer; undefined where the input is not known. */
export function parameterCount(layer: LayerShape): number | undefined {
  return layer.parameters?.reduce((n, p) => n + (p.trainable ? sizeOf(p.shape) : 0), 0);
}

/** The activation of the network's outputs and its layer; layers that only pass values on are looked through. */
export function lastActivation(network: readonly LayerSpec[]): { readonly type: string; readonly index: number } {
  for (let index = network.length - 1; index >= 0; index--) {
    const spec = network[index]!;
    const word = layer(spec.type)!;
    const activation = word.activation?.(spec);
    if (activation && activation.type !== 'linear') return { type: activation.type, index };
    const passesOn = word.random || !word.bind; // dropout, flatten, a linear activation
    if (!passesOn) return { type: 'linear', index };
  }
  return { type: 'linear', index: network.length - 1 };
}
