// Points in the plane with two classes; shared by `circle`, `gauss`, `spiral` and `moons`.
// Class 0 and 1 alternate, and each point's position along its shape is `t`, drawn in [0, 1).
import { Rng } from '../../nn/rng';
import type { Generated } from './generator';

export function twoClasses(
  name: string,
  options: { readonly samples: number; readonly noise: number; readonly seed: number },
  place: (label: number, t: number, rng: Rng) => readonly [x: number, y: number],
): Generated {
  const { samples, noise, seed } = options;
  const rng = Rng.stream(seed, `builtin:${name}`);
  const inputs = new Float64Array(2 * samples);
  const targets = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    const label = i % 2;
    const [x, y] = place(label, rng.uniform(), rng);
    inputs[2 * i] = x + noise * rng.normal();
    inputs[2 * i + 1] = y + noise * rng.normal();
    targets[i] = label;
  }
  return { shape: [2], inputNames: ['x', 'y'], inputs, targetName: 'class', targets };
}

export const pointNoise = 'Standard deviation of the Gaussian noise added to each coordinate.';
