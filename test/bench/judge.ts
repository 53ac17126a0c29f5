// One judge for everyone: the loss of given weights on given rows, in double precision, from the formulas alone.
// Weights are as the files hold them: for each layer [units][inputs], then the biases.
import type { Prepared } from './prepare';

/** Mean loss over the first rows of the first epoch. */
export function lossOf({ workload, inputs, targets, order }: Prepared, weights: Float32Array, rows = 512): number {
  const { sizes, loss } = workload;
  let sum = 0;
  const count = Math.min(rows, order.length);
  for (let k = 0; k < count; k++) {
    const row = order[k]!;
    const z = logits(workload.sizes, workload.hidden, weights, inputs.subarray(row * sizes[0]!, (row + 1) * sizes[0]!));
    const target = targets[row]!;
    if (loss === 'half_mean_squared_error') sum += (z[0]! - target) ** 2 / 2;
    else if (loss === 'binary_crossentropy') sum += softplus(target === 1 ? -z[0]! : z[0]!);
    else sum += logSumExp(z) - z[target]!;
  }
  return sum / count;
}

function logits(sizes: readonly number[], hidden: string, weights: Float32Array, input: Float64Array): Float64Array {
  let at = 0;
  let a = input;
  for (let layer = 1; layer < sizes.length; layer++) {
    const [fan, units] = [sizes[layer - 1]!, sizes[layer]!];
    const z = new Float64Array(units);
    for (let j = 0; j < units; j++) {
      let sum = weights[at + units * fan + j]!;
      for (let i = 0, w = at + j * fan; i < fan; i++) sum += weights[w + i]! * a[i]!;
      z[j] = layer === sizes.length - 1 ? sum : hidden === 'relu' ? Math.max(0, sum) : Math.tanh(sum);
    }
    at += units * (fan + 1);
    a = z;
  }
  return a;
}

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function logSumExp(z: Float64Array): number {
  const most = Math.max(...z);
  return most + Math.log(z.reduce((sum, value) => sum + Math.exp(value - most), 0));
}
