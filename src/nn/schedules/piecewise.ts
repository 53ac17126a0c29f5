// Rates by hand: at[i] is the number of the first update with the new rate.
import { z } from 'zod';
import { t } from '../../l10n';
import type { Schedule } from '../words';
import { warmup } from './options';

const options = z
  .strictObject({
    at: z.array(z.number().int().min(0)).min(1).describe('Iterations at which the rate changes, rising.'),
    rates: z
      .array(z.number().min(0))
      .min(1)
      .describe('The rates from each of those iterations on; one rate more than `at` gives the first rate too.'),
    warmup,
  })
  .superRefine(({ at, rates }, ctx) => {
    if (rates.length !== at.length && rates.length !== at.length + 1)
      ctx.addIssue({
        code: 'custom',
        path: ['rates'],
        message: t`${at.length} changes in "at" need ${at.length} rates, or ${at.length + 1} with the first one; there are ${rates.length}`,
      });
    if (at.some((t, i) => i > 0 && t <= at[i - 1]!))
      ctx.addIssue({ code: 'custom', path: ['at'], message: t('the iterations in "at" must rise') });
  });

export const piecewise: Schedule<z.infer<typeof options>> = {
  name: 'piecewise',
  summary:
    'Constant rates, changed at chosen iterations. As many rates as changes (the optimizer’s rate comes first), or one more.',
  formula: 'η = rates[i] for at[i] ≤ t < at[i + 1]',
  source: 'Keras 3, keras.optimizers.schedules.PiecewiseConstantDecay (whose boundaries still have the old rate)',
  options,
  rate(base, t, _memory, { at, rates }) {
    let passed = 0;
    while (passed < at.length && t >= at[passed]) passed++;
    const all = rates.length > at.length ? rates : [base, ...rates];
    return all[passed];
  },
};
