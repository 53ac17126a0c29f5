// Memory that the run needs whatever the engine does: a lower bound, so that an error is certain.
import { t } from '../../l10n';
import { optimizer as optimizerWord } from '../../nn/optimizers';
import { sizeOf } from '../../nn/shape';
import type { LayerShape } from '../shapes';
import type { Spec } from '../spec';
import { error, warning, type Finding, type Subject } from './rule';

/** Weights, their gradients, and what the optimizer keeps for each. */
export function leastMemory(spec: Spec, layers: readonly LayerShape[]): number {
  const width = spec.training.precision === 'float64' ? 8 : 4;
  const slots = optimizerWord(spec.training.optimizer.type)?.slots(spec.training.optimizer).length ?? 0;
  return layers.reduce((sum, layer) => sum + width * (2 + slots) * weights(layer), 0);
}

const weights = (layer: LayerShape): number => layer.parameters?.reduce((n, p) => n + sizeOf(p.shape), 0) ?? 0;

export function memory({ spec, layers, memoryBytes }: Subject): Finding[] {
  const biggest = layers.reduce<LayerShape | undefined>((a, b) => (a && weights(a) >= weights(b) ? a : b), undefined);
  if (!biggest || memoryBytes === undefined) return [];
  const bytes = leastMemory(spec, layers);
  const share = bytes / memoryBytes;
  if (share < 0.5) return [];
  const path = ['network', biggest.index, ...('units' in biggest.spec ? ['units'] : [])];
  const message = t`This network needs at least ${size(bytes)} of memory, most of it for ${biggest.spec.name}, whose weights are ${biggest.parameters![0]!.shape.join('×')}; this machine has ${size(memoryBytes)}. Use fewer units.`;
  return [share >= 1 ? error('memory', path, message) : warning('memory', path, message)];
}

/** Samples made in code stand in one array, however much memory a machine has. */
const LARGEST_ARRAY = 2 ** 32; // bytes, in Node 20

export function madeSamples({ spec, known, memoryBytes = Infinity }: Subject): Finding[] {
  const samples = Number(spec.data.generator['samples'] ?? 0);
  const bytes = samples * (known.sampleBytes ?? 0);
  if (bytes <= Math.min(LARGEST_ARRAY, memoryBytes)) return [];
  const message = t`${samples} samples of ${String(spec.data.source)} take ${size(bytes)}. Use fewer samples.`;
  return [error('memory', ['data', 'samples'], message)];
}

export function size(bytes: number): string {
  const names = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let i = 0;
  while (bytes >= 1000 && i < names.length - 1) {
    bytes /= 1000;
    i++;
  }
  return `${bytes >= 100 || i === 0 ? Math.round(bytes) : bytes.toFixed(1)} ${names[i]}`;
}
