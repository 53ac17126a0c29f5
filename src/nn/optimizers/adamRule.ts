// The step of adam and adamw. epsilon is the paper's "epsilon hat": the corrections of both moments
// are folded into one rate, as just before section 2.1 of the paper, and as in Keras.
import type { Floats } from '../../kernels/kernels';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

export const adamSlots = ({ amsgrad }: AdamOptions): string[] => (amsgrad ? ['m', 'v', 'vMax'] : ['m', 'v']);

export function adamUpdate(
  w: Floats,
  g: Floats,
  slots: readonly Floats[],
  from: number,
  to: number,
  learningRate: number,
  step: number,
  weightDecay: number,
  { beta1, beta2, epsilon, amsgrad }: AdamOptions,
): void {
  const [m, v, vMax] = slots;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const keep = 1 - learningRate * weightDecay;
  for (let i = from; i < to; i++) {
    const gi = g[i];
    const mean = m[i] + (gi - m[i]) * (1 - beta1);
    let square = v[i] + (gi * gi - v[i]) * (1 - beta2);
    m[i] = mean;
    v[i] = square;
    if (amsgrad) vMax[i] = square = Math.max(vMax[i], square);
    w[i] = keep * w[i] - (rate * mean) / (Math.sqrt(square) + epsilon);
  }
}
