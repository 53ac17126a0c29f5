// Analytic against central differences, in double precision on a copy of the network: (L(w + ε) − L(w − ε)) / 2ε.
// Training mode, with the same dropout masks for every evaluation. A kink (ReLU, max, |x|) within ±ε makes the difference
// meaningless; it shows in that a hundred times smaller ε gives another answer, or another slope on each side, which no
// smooth function does. Such entries are left out and counted.
import { t } from '../../l10n';
import { selectKernels } from '../../kernels/select';
import type { GradientCheckEntry, GradientCheckReport } from '../../protocol/engine';
import { Rng } from '../../nn/rng';
import { UserError } from '../../spec/problem';
import { backwardSliced, forwardSliced } from '../evaluate';
import { finishNow, Meter, type Work } from '../meter';
import type { Model } from '../model';
import { Parameters, type Tensor } from '../parameters';
import { Penalty } from '../penalty';
import { rowCost } from '../plan';
import type { Setup } from '../setup';

export const EPSILON = 1e-6;
export const ATOL = 1e-5;
export const RTOL = 1e-3;
/** Multiply-adds a check may take: some seconds. Larger networks get fewer entries checked, drawn at random. */
const BUDGET = 4e9;
const MOST_SAMPLES = 4096;
const WORST = 10;

/** The weights are copied at once; training may go on meanwhile. */
export function gradientCheck(
  setup: Setup,
  samples: number,
  told: (fraction: number) => void,
): Work<GradientCheckReport> {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new UserError(t`A gradient check takes 1 or more samples, not ${samples}.`, 'bad-request');
  }
  const { plans, dataset } = setup;
  const rows = Math.min(samples, dataset.splits.train.indices.length, MOST_SAMPLES);
  const { kernels } = selectKernels('float64');
  const parameters = new Parameters(plans, kernels);
  parameters.copyFrom(setup.model.parameters);
  return check(setup, setup.model.with({ kernels, parameters, rows }), told);
}

function* check(setup: Setup, model: Model, told: (fraction: number) => void): Work<GradientCheckReport> {
  const { parameters, rows } = model;
  const split = setup.dataset.splits.train;
  const penalty = new Penalty(parameters);
  const random = model.saveRandom();
  const meter = new Meter();
  split.inputs.gather(model.input, split.indices, 0, rows);
  split.targets.gather(model.target, split.indices, 0, rows);
  function* cost(): Work<number> {
    model.restoreRandom(random);
    yield* forwardSliced(model, rows, true, meter);
    return model.loss(rows) / rows + penalty.value();
  }

  const base = yield* cost();
  if (!Number.isFinite(base))
    throw new UserError(t('The loss is not finite, so its gradient cannot be checked.'), 'not-finite');
  yield* backwardSliced(model, rows, 1 / rows, meter);
  finishNow(penalty.add(meter));

  const learned = parameters.tensors.filter((t) => t.gradient !== null);
  const perEntry = 2 * rows * rowCost(setup.plans);
  const entries = Math.max(learned.length, Math.floor(BUDGET / perEntry));
  const draw = Rng.stream(setup.spec.training.seed, 'gradcheck');
  const worst: GradientCheckEntry[] = [];
  const byTensor: GradientCheckReport['byTensor'][number][] = [];
  let [checked, skipped, passed, done] = [0, 0, true, 0];

  for (const tensor of learned) {
    const share = Math.max(1, Math.floor(entries / learned.length));
    const summary = { tensor: tensor.name, checked: 0, worst: 0, passed: true };
    for (const i of pick(tensor.size, share, draw)) {
      const analytic = tensor.gradient![i]!;
      const at = yield* differences(tensor, i, EPSILON, base, cost);
      const numeric = at.central;
      if (!close(analytic, numeric)) {
        const near = yield* differences(tensor, i, EPSILON / 100, base, cost);
        const noise = (Number.EPSILON * 8 * Math.abs(base)) / (EPSILON / 100); // of rounding, at the smaller ε
        const kinked = Math.abs(near.bend) > Math.max(0.5 * Math.abs(at.bend), ATOL + noise);
        if (kinked || close(analytic, near.central, noise)) {
          skipped++;
          continue;
        }
      }
      const difference = Math.abs(analytic - numeric);
      checked++;
      summary.checked++;
      summary.worst = Math.max(summary.worst, difference);
      summary.passed &&= close(analytic, numeric);
      keepWorst(worst, { tensor: tensor.name, index: indexOf(tensor, i), analytic, numeric, difference });
    }
    passed &&= summary.passed;
    byTensor.push(summary);
    told(++done / learned.length);
  }
  return { passed, checked, skipped, samples: rows, epsilon: EPSILON, atol: ATOL, rtol: RTOL, worst, byTensor };
}

/** The slope over ±ε, and how much the slopes on either side differ. */
function* differences(
  tensor: Tensor,
  i: number,
  epsilon: number,
  base: number,
  cost: () => Work<number>,
): Work<{ central: number; bend: number }> {
  const { data } = tensor;
  const kept = data[i]!;
  data[i] = kept + epsilon;
  const above = yield* cost();
  data[i] = kept - epsilon;
  const below = yield* cost();
  data[i] = kept;
  return { central: (above - below) / (2 * epsilon), bend: (above - 2 * base + below) / epsilon };
}

function close(analytic: number, numeric: number, noise = 0): boolean {
  return Math.abs(analytic - numeric) <= ATOL + noise + RTOL * Math.max(Math.abs(analytic), Math.abs(numeric));
}

/** All of n, or `most` of them at random. */
function* pick(n: number, most: number, draw: Rng): Generator<number, void, void> {
  if (n <= most) for (let i = 0; i < n; i++) yield i;
  else for (let k = 0; k < most; k++) yield draw.below(n);
}

function indexOf({ shape }: Tensor, flat: number): number[] {
  const index: number[] = [];
  for (let d = shape.length - 1; d >= 0; d--) {
    index.unshift(flat % shape[d]!);
    flat = Math.floor(flat / shape[d]!);
  }
  return index;
}

/** The worst by how far beyond the tolerance. */
function keepWorst(worst: GradientCheckEntry[], entry: GradientCheckEntry): void {
  const excess = (e: GradientCheckEntry): number =>
    e.difference / (ATOL + RTOL * Math.max(Math.abs(e.analytic), Math.abs(e.numeric)));
  worst.push(entry);
  worst.sort((a, b) => excess(b) - excess(a));
  if (worst.length > WORST) worst.pop();
}
