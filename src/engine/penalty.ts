// l1 and l2 of the layers, as Keras has them: the loss gains l1 Σ|w| + l2 Σw², the gradient l1 sign(w) + 2 l2 w.
import type { Parameters, Tensor } from './parameters';
import { RANGE, type Meter, type Work } from './meter';

export class Penalty {
  private readonly tensors: readonly Tensor[];

  constructor(parameters: Parameters) {
    this.tensors = parameters.tensors.filter((t) => t.plan.trainable && (t.plan.l1 !== 0 || t.plan.l2 !== 0));
  }

  get none(): boolean {
    return this.tensors.length === 0;
  }

  value(): number {
    let sum = 0;
    for (const { data, size, plan } of this.tensors) sum += part(data, 0, size, plan.l1, plan.l2);
    return sum;
  }

  /** Adds its gradient to the tensors' gradients; gives its value. */
  *add(meter: Meter): Work<number> {
    let sum = 0;
    for (const { data, gradient, size, plan } of this.tensors) {
      const { l1, l2 } = plan;
      for (let from = 0; from < size; from += RANGE) {
        const to = Math.min(size, from + RANGE);
        sum += part(data, from, to, l1, l2);
        for (let i = from; i < to; i++) gradient![i] += l1 * Math.sign(data[i]!) + 2 * l2 * data[i]!;
        if (meter.spend(3 * (to - from))) yield;
      }
    }
    return sum;
  }
}

function part(w: ArrayLike<number>, from: number, to: number, l1: number, l2: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += l1 * Math.abs(w[i]!) + l2 * w[i]! * w[i]!;
  return sum;
}
