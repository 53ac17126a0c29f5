// Squared near zero, absolute far away.
import { z } from 'zod';
import type { Loss } from '../words';
import { continuous, continuousAdvice, mean, pointwise } from './pointwise';

const options = z.strictObject({
  delta: z.number().positive().default(1).describe('Error from which the loss grows linearly.'),
});

export const huber: Loss<z.infer<typeof options>> = {
  name: 'huber',

  summary: 'Squared for small errors, linear beyond `delta`.',
  formula: 'L = mean (½ e² for |e| ≤ δ, else δ |e| − ½ δ²), e = y − t',
  source: 'Huber 1964; Keras 3, keras.losses.Huber',
  options,
  tasks: ['regression', 'binary', 'multiclass'],
  lastActivations: continuous,
  advice: continuousAdvice,
  ...pointwise<z.infer<typeof options>>({
    value: (e, { delta }) => (Math.abs(e) <= delta ? 0.5 * e * e : delta * Math.abs(e) - 0.5 * delta * delta),
    slope: (e, { delta }) => (Math.abs(e) <= delta ? e : delta * Math.sign(e)),
    weight: mean,
  }),
};
