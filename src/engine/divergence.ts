// Which number stopped being one, and what to try. Looked for only once something is NaN or ∞: in the order in which a
// step makes its numbers, so that the first is the cause and the rest are consequences.
import { t } from '../l10n';
import type { Spec } from '../spec/spec';
import type { Floats, Kernels } from '../kernels/kernels';
import type { Model } from './model';

export class Diverged {
  constructor(readonly message: string) {}
}

type Find = (array: Floats, size: number) => string | undefined;

/** After a forward pass whose loss is not finite. */
export function forwardCulprit(model: Model, rows: number, spec: Spec): string {
  const find = finder(model.kernels);
  const input = find(model.input, rows * model.inputSize);
  if (input) return inputsHold(input);
  for (const { name, data, size } of model.parameters.tensors) {
    const bad = find(data, size);
    if (bad) return t`the weights ${name} hold ${bad}`;
  }
  for (const stage of model.stages) {
    const bad = find(stage.data, rows * stage.size);
    if (bad) return t`${valueOf(stage.name, stage.layer, spec)} became ${bad} on the way forward`;
  }
  const last = model.stages[model.stages.length - 1];
  const after = last ? t` (after ${valueOf(last.name, last.layer, spec)}, which is still finite)` : '';
  return t`the loss became ${find(model.perRow, rows) ?? t('infinite')}${after}`;
}

const inputsHold = (bad: string): string => t`the inputs hold ${bad}`;

/** After a backward pass that left a gradient that is not finite, while the loss was. */
export function backwardCulprit(model: Model, rows: number, spec: Spec): string {
  const find = finder(model.kernels);
  const stages = model.stages.slice(0, model.fused ? -1 : undefined);
  for (const stage of stages.reverse()) {
    const bad = find(stage.gradient, rows * stage.size);
    if (bad) return t`the gradient of ${valueOf(stage.name, stage.layer, spec)} became ${bad} on the way back`;
  }
  for (const { name, gradient, size } of [...model.parameters.tensors].reverse()) {
    const bad = gradient && find(gradient, size);
    if (bad) return t`the gradient of ${name} became ${bad}`;
  }
  return t('a gradient became NaN or ∞');
}

/** After updates whose weights are not finite. */
export function weightCulprit(model: Model): string {
  const find = finder(model.kernels);
  for (const { name, data, size } of model.parameters.tensors) {
    const bad = find(data, size);
    if (bad) return t`the weights ${name} became ${bad} in an update`;
  }
  return t('a weight became NaN or ∞');
}

export function sentence(culprit: string, iteration: number, learningRate: number, spec: Spec): string {
  const { training, data } = spec;
  const advice = [t`a lower learning rate than ${Number(learningRate.toPrecision(4))}`];
  if (['NaN', '∞', '−∞'].some((bad) => culprit === inputsHold(bad))) advice.splice(0, 1, t('to mend the data'));
  else {
    if (data.scale === 'none') advice.push(t('scaled inputs ("data": { "scale": "standard" })'));
    if (!training.clip) advice.push(t('clipped gradients ("training": { "clip": { "norm": 1 } })'));
    if (training.precision === 'float32') advice.push('"precision": "float64"');
  }
  const [last] = advice.splice(-1);
  const tries = advice.length > 0 ? t`${advice.join(t(', '))} or ${last}` : last;
  return t`Training diverged at iteration ${iteration}: ${culprit}. Try ${tries}.`;
}

function finder(kernels: Kernels): Find {
  return (array, size) => {
    const at = kernels.firstNonFinite(array, 0, size);
    return at < 0 ? undefined : Number.isNaN(array[at]) ? 'NaN' : array[at]! > 0 ? '∞' : '−∞';
  };
}

function valueOf(stage: string, layer: number, spec: Spec): string {
  const which = stage.endsWith('.z') ? t('the values before the activation') : t('the outputs');
  const activated = spec.network[layer]?.['activation'] !== undefined;
  return t`${stage} (${activated ? which : t('the outputs')} of network[${layer}])`;
}
