// Whether the right class is among the k largest outputs. Equal outputs: the lower index comes first,
// as for the predicted class, so top_k with k = 1 is the accuracy.
import { z } from 'zod';
import type { Metric } from '../words';
import { targetClass } from './classes';

const options = z.strictObject({
  k: z.number().int().positive().default(5).describe('How many of the largest outputs count.'),
});

export const topK: Metric<z.infer<typeof options>> = {
  name: 'top_k',
  summary: 'Share of the samples whose class is among the `k` largest outputs.',
  formula: 'rows with rank(yₜ) ≤ k / all',
  source: 'Keras 3, keras.metrics.SparseTopKCategoricalAccuracy',
  options,
  tasks: ['multiclass'],
  better: 'max',
  create(_outputs, { k }) {
    let right = 0;
    let n = 0;
    return {
      add(y, target, rows, cols, targetCols) {
        for (let r = 0; r < rows; r++) {
          const t = targetClass(target, r, targetCols);
          const own = y[r * cols + t];
          let above = 0;
          for (let j = 0; j < cols; j++) if (y[r * cols + j] > own || (j < t && y[r * cols + j] === own)) above++;
          if (above < k && !Number.isNaN(own)) right++;
        }
        n += rows;
      },
      value: () => (n === 0 ? NaN : right / n),
      save: () => [right, n],
      restore: (state) => void ([right, n] = [state[0], state[1]]),
    };
  },
};
